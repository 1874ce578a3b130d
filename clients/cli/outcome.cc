#include "clients/cli/outcome.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/csv/writer.h"

namespace rollcall::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string ValueText(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  return value.dump();
}

// As MessageText has a message: texts speak for themselves, and what is empty
// is left out.
std::string ElementText(const Json& element) {
  if (!element.is_object()) return ValueText(element);
  std::vector<std::string> parts;
  for (const auto& part : element.items()) {
    const std::string text = ValueText(part.value());
    if (text.empty()) continue;
    parts.push_back(
        part.value().is_string() ? text : absl::StrCat(part.key(), " ", text));
  }
  return absl::StrJoin(parts, ", ");
}

void WriteCsv(const Json& outcome, std::ostream& out) {
  csv::Write({"field", "value"}, out);
  for (const auto& member : outcome.items()) {
    if (!member.value().is_array()) {
      csv::Write({member.key(), ValueText(member.value())}, out);
      continue;
    }
    for (const Json& element : member.value()) {
      csv::Write({member.key(), ElementText(element)}, out);
    }
  }
}

}  // namespace

void WriteOutcome(const Json& outcome, Output output, std::ostream& out) {
  if (output == Output::kCsv) {
    WriteCsv(outcome, out);
    return;
  }
  // A file's texts need not be UTF-8.
  out << outcome.dump(1, ' ', false, Json::error_handler_t::replace) << "\n";
}

}  // namespace rollcall::cli
