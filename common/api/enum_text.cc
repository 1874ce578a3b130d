#include "common/api/enum_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"

namespace rollcall {
namespace {

std::string PrefixOf(const google::protobuf::EnumDescriptor& descriptor) {
  return absl::StrCat(absl::AsciiStrToUpper(descriptor.name()), "_");
}

}  // namespace

std::string EnumText(const google::protobuf::EnumDescriptor& descriptor,
                     int number) {
  const auto* value = descriptor.FindValueByNumber(number);
  if (value == nullptr) return {};
  return std::string(absl::StripPrefix(value->name(), PrefixOf(descriptor)));
}

int ParseEnumText(const google::protobuf::EnumDescriptor& descriptor,
                  absl::string_view text) {
  const auto* value =
      descriptor.FindValueByName(absl::StrCat(PrefixOf(descriptor), text));
  if (value == nullptr && !absl::StartsWith(text, PrefixOf(descriptor))) {
    value = descriptor.FindValueByName(std::string(text));
  }
  return value == nullptr ? 0 : value->number();
}

}  // namespace rollcall
