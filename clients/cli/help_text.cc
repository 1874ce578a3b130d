#include "clients/cli/help_text.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace rollcall::cli {

bool TakesValue(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

std::vector<std::string> ValuesOf(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const size_t begin = type.find('{');
  const size_t end = type.find('}');
  if (begin == std::string::npos || end == std::string::npos) return {};
  return absl::StrSplit(type.substr(begin + 1, end - begin - 1), ',');
}

std::string TypeOfValues(const std::vector<std::string>& values) {
  return absl::StrCat("{", absl::StrJoin(values, ","), "}");
}

std::string TypeOf(const CLI::Option& option) {
  const std::vector<std::string> values = ValuesOf(option);
  if (!values.empty()) return TypeOfValues(values);
  // What checks it has a name after the type.
  const std::string type = option.get_type_name();
  return type.substr(0, type.find(':'));
}

std::string DescriptionOf(const CLI::Option& option) {
  std::string text = option.get_description();
  if (option.get_required()) {
    absl::StrAppend(&text, "; required");
  } else if (TakesValue(option) && !option.get_default_str().empty()) {
    absl::StrAppend(&text, "; default: ", option.get_default_str());
  }
  if (!option.get_envname().empty()) {
    absl::StrAppend(&text, "; $", option.get_envname());
  }
  return text;
}

bool TakesFile(const CLI::Option& option) {
  return absl::StartsWith(option.get_type_name(), kFileType);
}

bool TakesProfile(const CLI::Option& option) {
  return absl::StartsWith(option.get_type_name(), kProfileType);
}

std::string FirstLine(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace rollcall::cli
