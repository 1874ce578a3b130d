#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace rollcall {

// The name of value `number` without the prefix that repeats the enum's own
// name: IN_PERSON for MODE_IN_PERSON of Mode. Empty for a value that this build
// does not know. This is how the database and reports spell enums.
std::string EnumText(const google::protobuf::EnumDescriptor& descriptor,
                     int number);

// The number of what EnumText returned, else 0.
int ParseEnumText(const google::protobuf::EnumDescriptor& descriptor,
                  absl::string_view text);

template <typename Enum>
std::string EnumText(Enum value) {
  return EnumText(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

template <typename Enum>
Enum ParseEnumText(absl::string_view text) {
  return static_cast<Enum>(
      ParseEnumText(*google::protobuf::GetEnumDescriptor<Enum>(), text));
}

}  // namespace rollcall
