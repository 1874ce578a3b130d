#pragma once

#include <ostream>

#include "clients/report/origin.h"
#include "rollcall/reporting/v1/report.pb.h"

namespace rollcall::report {

// Writes `report` for a terminal of 80 columns: the headline numbers, a table
// for each breakdown with bars of who attended where they fit, who was there
// over time, the communique, and of when the data is. Numbers of more digits
// than usual make lines longer rather than to be cut; names are cut.
void WriteText(const reporting::v1::Report& report, const Origin& origin,
               std::ostream& out);

}  // namespace rollcall::report
