#include "services/checkin/presence_tally.h"

#include "common/api/enum_text.h"

namespace rollcall::checkin {

using Result = v1::ReportPresenceResponse::Result;
using v1::PresenceInterval;

void PresenceTally::Add(const std::vector<PresenceResult>& results) {
  for (const PresenceResult& result : results) events_[result.outcome].Add();
}

void PresenceTally::Add(const EndCounts& intervals) {
  for (const auto& [source, count] : intervals) intervals_[source].Add(count);
}

void PresenceTally::AddTo(metrics::Page& page) const {
  // From the first that is ever sent.
  for (int i = 1; i < Result::Outcome_ARRAYSIZE; ++i) {
    page.AddCounter("rollcall_presence_events_total",
                    "Events of online presence that were taken.",
                    {{"outcome", EnumText(static_cast<Result::Outcome>(i))}},
                    events_[i]);
  }
  for (int i = 0; i < PresenceInterval::EndSource_ARRAYSIZE; ++i) {
    const auto source = static_cast<PresenceInterval::EndSource>(i);
    const bool lasts = source == PresenceInterval::END_SOURCE_UNSPECIFIED;
    page.AddCounter("rollcall_presence_intervals_written_total",
                    "Intervals of online presence that were written, by what "
                    "ends them: provisionally unless it is a LEAVE.",
                    {{"end_source", lasts ? "NONE" : EnumText(source)}},
                    intervals_[i]);
  }
}

}  // namespace rollcall::checkin
