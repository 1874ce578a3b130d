#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace rollcall::csv {

// Writes one record to `out` as CSV (RFC 4180): CRLF at the end, quotation
// marks where they are needed, formula cells neutralized (NeutralizeFormula).
// Reader reads back the same fields. `fields` has at least one.
void Write(const std::vector<std::string>& fields, std::ostream& out);

}  // namespace rollcall::csv
