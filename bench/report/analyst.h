#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"

#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"

namespace rollcall::bench {

// Whoever asks for reports on one event as a whole. Throws when a call fails.
class Analyst {
 public:
  // Of the event `events/{event}`, from the reporting service at `address`.
  Analyst(const std::string& address, std::string event);

  reporting::v1::GetSummaryResponse GetSummary();
  // By country, sector and mode: the first page, as long as it may be.
  reporting::v1::GetBreakdownResponse GetBreakdown();
  reporting::v1::GetTimelineResponse GetTimeline();
  // Of half a day before `time` and half a day after it, of an event that takes
  // years.
  reporting::v1::GetTimelineResponse GetTimelineAround(absl::Time time);

 private:
  const std::string event_;
  const std::unique_ptr<reporting::v1::ReportingService::Stub> stub_;
};

}  // namespace rollcall::bench
