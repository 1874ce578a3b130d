#include "bench/report/analyst.h"

#include <stdexcept>
#include <utility>

#include "common/api/limits.h"
#include "common/api/timestamp.h"
#include "tests/harness/calls.h"

namespace rollcall::bench {
namespace {

using reporting::v1::ReportingService;

constexpr int64_t kMinute = 60;
constexpr absl::Duration kHalfDay = absl::Hours(12);

template <typename Response, typename Method, typename Request>
Response Call(ReportingService::Stub& stub, Method method,
              const Request& request) {
  Response response;
  const grpc::Status status = testing::Call(stub, method, request, &response);
  if (!status.ok()) {
    throw std::runtime_error("a report failed: " + status.error_message());
  }
  return response;
}

}  // namespace

Analyst::Analyst(const std::string& address, std::string event)
    : event_(std::move(event)),
      stub_(ReportingService::NewStub(testing::ChannelTo(address))) {}

reporting::v1::GetSummaryResponse Analyst::GetSummary() {
  reporting::v1::GetSummaryRequest request;
  request.set_event(event_);
  return Call<reporting::v1::GetSummaryResponse>(
      *stub_, &ReportingService::Stub::GetSummary, request);
}

reporting::v1::GetBreakdownResponse Analyst::GetBreakdown() {
  reporting::v1::GetBreakdownRequest request;
  request.set_event(event_);
  request.add_dimensions(reporting::v1::DIMENSION_COUNTRY);
  request.add_dimensions(reporting::v1::DIMENSION_SECTOR);
  request.add_dimensions(reporting::v1::DIMENSION_MODE);
  request.set_page_size(limits::kMaxPageSize);
  return Call<reporting::v1::GetBreakdownResponse>(
      *stub_, &ReportingService::Stub::GetBreakdown, request);
}

reporting::v1::GetTimelineResponse Analyst::GetTimeline() {
  reporting::v1::GetTimelineRequest request;
  request.set_event(event_);
  return Call<reporting::v1::GetTimelineResponse>(
      *stub_, &ReportingService::Stub::GetTimeline, request);
}

reporting::v1::GetTimelineResponse Analyst::GetTimelineAround(absl::Time time) {
  // Times of a timeline are whole minutes.
  const absl::Time minute =
      absl::FromUnixSeconds(absl::ToUnixSeconds(time) / kMinute * kMinute);
  reporting::v1::GetTimelineRequest request;
  request.set_event(event_);
  RenderTime(minute - kHalfDay, *request.mutable_start_time());
  RenderTime(minute + kHalfDay, *request.mutable_end_time());
  return Call<reporting::v1::GetTimelineResponse>(
      *stub_, &ReportingService::Stub::GetTimeline, request);
}

}  // namespace rollcall::bench
