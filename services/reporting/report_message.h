#pragma once

#include <string>

#include "common/api/field_checker.h"
#include "rollcall/reporting/v1/reporting_service.pb.h"
#include "services/reporting/report.h"

namespace rollcall::reporting {

// Reads which session of which event a report is about; an empty `session`
// means the event as a whole.
SessionName ParseScope(const std::string& event, const std::string& session,
                       FieldChecker& check);

// The name of what is not known.
inline constexpr char kUnknown[] = "unknown";

void Render(const Counts& counts, v1::Counts& out);

void Render(const ConnectionTotals& totals, v1::ConnectionTotals& out);

// Renders the summary of `snapshot`.
void Render(const Snapshot& snapshot, v1::GetSummaryResponse& out);

}  // namespace rollcall::reporting
