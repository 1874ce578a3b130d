#pragma once

#include <ostream>

#include "rollcall/reporting/v1/report.pb.h"

namespace rollcall::report {

// Writes the counts of `report` as one table in CSV, formula cells neutralized
// (csv::Write). The columns: `section`, which is `summary`, `breakdown`, or
// `total` of a breakdown; `dimension` and `value` of a row, the value as in
// DimensionValue; `display_name`; the numbers of Counts; and `hidden`, which is
// empty, `ways`, `attended` or `all`. A number that is hidden, or not told to
// the report's audience, is an empty cell.
void WriteCsv(const reporting::v1::Report& report, std::ostream& out);

}  // namespace rollcall::report
