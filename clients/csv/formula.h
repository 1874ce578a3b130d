#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace rollcall::csv {

// Returns `field` so that no spreadsheet takes it for a formula (OWASP, CSV
// injection): one apostrophe goes before a field that begins with = + - @, a
// full-width form of these, a tabulator, CR or LF; also where apostrophes stand
// before that, so that RestoreFormula finds back every text.
std::string NeutralizeFormula(absl::string_view field);

// Takes away the apostrophe that NeutralizeFormula put. Any other text is
// returned as it is.
std::string RestoreFormula(absl::string_view field);

}  // namespace rollcall::csv
