#include "clients/csv/writer.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

#include "clients/csv/formula.h"

namespace rollcall::csv {
namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";

std::string Quote(absl::string_view field) {
  return absl::StrCat("\"", absl::StrReplaceAll(field, {{"\"", "\"\""}}), "\"");
}

std::string Render(absl::string_view field) {
  const std::string safe = NeutralizeFormula(field);
  // At the beginning of a file it would not be taken for text.
  return safe.find_first_of(",\"\r\n") == std::string::npos &&
                 !absl::StartsWith(safe, kByteOrderMark)
             ? safe
             : Quote(safe);
}

}  // namespace

void Write(const std::vector<std::string>& fields, std::ostream& out) {
  // A record of one empty field would be a blank line, which nobody reads.
  if (fields.size() == 1 && fields[0].empty()) {
    out << Quote("") << "\r\n";
    return;
  }
  const char* separator = "";
  for (const std::string& field : fields) {
    out << separator << Render(field);
    separator = ",";
  }
  out << "\r\n";
}

}  // namespace rollcall::csv
