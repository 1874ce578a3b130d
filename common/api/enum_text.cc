#include "common/api/enum_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/descriptor.h"

namespace rollcall {
namespace {

// The enum's own name as buf spells it before each value: MODE_ for Mode,
// APPROVAL_POLICY_ for ApprovalPolicy.
std::string PrefixOf(const google::protobuf::EnumDescriptor& descriptor) {
  std::string prefix;
  for (const char c : descriptor.name()) {
    if (absl::ascii_isupper(c) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(c);
  }
  return prefix + '_';
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
