#include "clients/csv/formula.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace rollcall::csv {
namespace {

constexpr const char* kBeginnings[] = {"=",  "+",  "-",  "@",  "\t", "\r",
                                       "\n", "＝", "＋", "－", "＠"};

bool IsFormulaAfterApostrophes(absl::string_view field) {
  field.remove_prefix(std::min(field.find_first_not_of('\''), field.size()));
  return std::any_of(std::begin(kBeginnings), std::end(kBeginnings),
                     [field](const char* beginning) {
                       return absl::StartsWith(field, beginning);
                     });
}

}  // namespace

std::string NeutralizeFormula(absl::string_view field) {
  return absl::StrCat(IsFormulaAfterApostrophes(field) ? "'" : "", field);
}

std::string RestoreFormula(absl::string_view field) {
  if (absl::StartsWith(field, "'") && IsFormulaAfterApostrophes(field)) {
    field.remove_prefix(1);
  }
  return std::string(field);
}

}  // namespace rollcall::csv
