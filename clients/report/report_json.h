#pragma once

#include <ostream>

#include "rollcall/reporting/v1/report.pb.h"

namespace rollcall::report {

// Writes `report` as one document in JSON with the names of the API. Zeros are
// left out, as in all JSON of the API, and of what is hidden there is `hidden`
// alone. Reads back as the same Report.
void WriteJson(const reporting::v1::Report& report, std::ostream& out);

}  // namespace rollcall::report
