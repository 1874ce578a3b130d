#pragma once

#include <string>

#include "common/api/field_checker.h"
#include "common/api/timestamp.h"
#include "rollcall/reporting/v1/reporting_service.pb.h"
#include "services/reporting/report.h"
#include "services/reporting/suppression.h"

namespace rollcall::reporting {

// Reads which session of which event a report is about; an empty `session`
// means the event as a whole.
SessionName ParseScope(const std::string& event, const std::string& session,
                       FieldChecker& check);

// Reads the version of the data that a report waits for.
int64_t ParseMinVersion(int64_t version, FieldChecker& check);

// Renders of which data `out` is.
template <typename Response>
void RenderState(const DataState& state, Response& out) {
  RenderTime(state.as_of, *out.mutable_as_of());
  out.set_data_version(state.data_version);
  if (state.staleness) {
    RenderDuration(*state.staleness, *out.mutable_staleness());
  }
}

// The name of what is not known.
inline constexpr char kUnknown[] = "unknown";

void Render(const Counts& counts, v1::Counts& out);

// Renders what anybody may see of `counts`.
void RenderPublic(const Counts& counts, Hidden hidden, v1::Counts& out);

v1::HiddenCounts HiddenCountsOf(Hidden hidden);

// Reads who a report is for.
v1::Audience ParseAudience(v1::Audience audience, FieldChecker& check);

void Render(const ConnectionTotals& totals, v1::ConnectionTotals& out);

// Renders the summary of `snapshot`.
void Render(const Snapshot& snapshot, v1::GetSummaryResponse& out);

// Renders what anybody may see of it.
void RenderPublic(const Snapshot& snapshot, int threshold,
                  v1::GetSummaryResponse& out);

}  // namespace rollcall::reporting
