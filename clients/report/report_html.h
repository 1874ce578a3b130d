#pragma once

#include <ostream>

#include "clients/report/origin.h"
#include "rollcall/reporting/v1/report.pb.h"

namespace rollcall::report {

// Writes `report` as one page of HTML that needs nothing else: no script, no
// font and no picture of anywhere. Reads well on narrow and wide screens, on
// paper, without colours, and to who listens to it. What organizers wrote is
// text and never markup. A report for AUDIENCE_PUBLIC has dots for what is
// hidden, and only the measures that are told.
void WriteHtml(const reporting::v1::Report& report, const Origin& origin,
               std::ostream& out);

}  // namespace rollcall::report
