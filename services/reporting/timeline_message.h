#pragma once

#include <optional>

#include "common/api/field_checker.h"
#include "rollcall/reporting/v1/reporting_service.pb.h"
#include "services/reporting/reporting_store.h"
#include "services/reporting/timeline.h"

namespace rollcall::reporting {

// Which part of a timeline is asked for; nothing is chosen by what there is.
struct TimelineRequest {
  std::optional<absl::Time> start;
  std::optional<absl::Time> end;
  absl::Duration bucket;
};

// Reads all of a GetTimelineRequest but its scope.
TimelineRequest ParseTimeline(const v1::GetTimelineRequest& request,
                              FieldChecker& check);

// The window that `request` means. Has no more buckets than it may, or notes a
// violation.
Window WindowOf(const TimelineRequest& request,
                const TimelineSnapshot& snapshot, FieldChecker& check);

void Render(const std::vector<TimelineBucket>& buckets,
            v1::GetTimelineResponse& out);
void Render(const std::map<attendance::Series, Peak>& peaks, v1::Peaks& out);

// Renders all but the data's version.
void Render(const SessionSnapshot& snapshot, const SessionName& session,
            v1::GetSessionReportResponse& out);

}  // namespace rollcall::reporting
