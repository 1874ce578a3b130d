#pragma once

#include <vector>

#include "common/api/field_checker.h"
#include "rollcall/reporting/v1/reporting_service.pb.h"
#include "services/reporting/report.h"

namespace rollcall::reporting {

// Reads which session of which event a report is about; an empty `session`
// means the event as a whole.
SessionName ParseScope(const std::string& event, const std::string& session,
                       FieldChecker& check);

// Reads the dimensions of a GetBreakdownRequest.
std::vector<v1::Dimension> ParseDimensions(
    const v1::GetBreakdownRequest& request, FieldChecker& check);

// Renders all but the data's version and the connections that count for nobody.
void Render(const Summary& summary, v1::GetSummaryResponse& out);

void Render(const ConnectionTotals& totals, v1::ConnectionTotals& out);

// Renders `rows` of `dimensions` and their total; `snapshot` of `event` names
// the values.
void Render(const std::vector<BreakdownRow>& rows,
            const std::vector<v1::Dimension>& dimensions,
            const EventName& event, const Snapshot& snapshot,
            v1::GetBreakdownResponse& out);

}  // namespace rollcall::reporting
