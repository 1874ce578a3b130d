#include "clients/report/live_report.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/time/time.h"

#include "common/api/limits.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"

namespace rollcall::report {

using registration::v1::RegistrationService;
using reporting::v1::Report;
using reporting::v1::ReportingService;

namespace {

constexpr char kVenue[] = "/sessions/venue";
constexpr absl::Duration kShortestBucket = absl::Minutes(15);
constexpr absl::Duration kMargin = absl::Hours(24);

// Makes one unary call.
template <typename Stub, typename Request, typename Response>
absl::Status Call(const client::Server& server, Stub& stub,
                  grpc::Status (Stub::*method)(grpc::ClientContext*,
                                               const Request&, Response*),
                  const Request& request, Response& response) {
  grpc::ClientContext context;
  client::Prepare(server, context);
  return client::Explain((stub.*method)(&context, request, &response));
}

void Render(const registration::v1::Event& event, Report::Event& out) {
  out.set_name(event.name());
  out.set_title(event.title());
  out.set_theme(event.theme());
  out.set_venue(event.venue());
  out.set_city(event.city());
  out.set_time_zone(event.time_zone());
  *out.mutable_start_time() = event.start_time();
  *out.mutable_end_time() = event.end_time();
}

// Has `request` leave out what is more than a day away from the event: a scan
// years later would make one bucket of the event itself. Returns whether there
// is any in the timeline that was the answer.
bool LimitTimes(const Report& report,
                reporting::v1::GetTimelineRequest& request) {
  const auto& buckets = report.timeline().buckets();
  if (buckets.empty()) return false;
  const absl::Time start =
      absl::FromUnixSeconds(report.event().start_time().seconds() / 60 * 60) -
      kMargin;
  const absl::Time end = ToTime(report.event().end_time()) + kMargin;
  const absl::Time first = ToTime(buckets.begin()->start_time());
  const absl::Time last = ToTime(buckets.rbegin()->start_time()) +
                          absl::Seconds(request.bucket_duration().seconds());
  // Of an event that was moved there may be nothing else.
  if (std::max(first, start) >= std::min(last, end)) return false;
  if (first < start) RenderTime(start, *request.mutable_start_time());
  if (last > end) RenderTime(end, *request.mutable_end_time());
  return first < start || last > end;
}

}  // namespace

LiveReport::LiveReport(const client::Server& server, Wanted wanted)
    : server_(server),
      wanted_(std::move(wanted)),
      min_data_version_(wanted_.min_data_version),
      registration_(RegistrationService::NewStub(
          client::OpenChannel(server, server.registration))),
      reporting_(ReportingService::NewStub(
          client::OpenChannel(server, server.reporting))) {}

absl::StatusOr<Report> LiveReport::Read() {
  Report report;
  report.set_audience(wanted_.audience);
  RETURN_IF_ERROR(ReadEvent(report));
  RETURN_IF_ERROR(ReadSummary(report));
  for (const auto dimension :
       {reporting::v1::DIMENSION_MODE, reporting::v1::DIMENSION_COUNTRY,
        reporting::v1::DIMENSION_REGION, reporting::v1::DIMENSION_SECTOR,
        reporting::v1::DIMENSION_SESSION, reporting::v1::DIMENSION_DAY}) {
    RETURN_IF_ERROR(ReadBreakdown(dimension, report));
  }
  const bool is_public = wanted_.audience == reporting::v1::AUDIENCE_PUBLIC;
  if (!is_public) {
    RETURN_IF_ERROR(ReadTimeline(report));
    RETURN_IF_ERROR(ReadSessions(report));
  }
  RETURN_IF_ERROR(ReadCommunique(report));
  return report;
}

absl::Status LiveReport::ReadEvent(Report& report) {
  registration::v1::GetEventRequest request;
  request.set_name(wanted_.event);
  registration::v1::GetEventResponse response;
  RETURN_IF_ERROR(Call(server_, *registration_,
                       &RegistrationService::Stub::GetEvent, request,
                       response));
  Render(response.event(), *report.mutable_event());
  return absl::OkStatus();
}

absl::Status LiveReport::ReadSummary(Report& report) {
  reporting::v1::GetSummaryRequest request;
  request.set_event(wanted_.event);
  request.set_audience(wanted_.audience);
  request.set_min_data_version(min_data_version_);
  auto& summary = *report.mutable_summary();
  RETURN_IF_ERROR(Call(server_, *reporting_,
                       &ReportingService::Stub::GetSummary, request, summary));
  versions_.insert(summary.data_version());
  min_data_version_ = std::max(min_data_version_, summary.data_version());
  return absl::OkStatus();
}

absl::Status LiveReport::ReadBreakdown(reporting::v1::Dimension dimension,
                                       Report& report) {
  reporting::v1::GetBreakdownRequest request;
  request.set_event(wanted_.event);
  request.add_dimensions(dimension);
  request.set_page_size(limits::kMaxPageSize);
  request.set_audience(wanted_.audience);
  request.set_min_data_version(min_data_version_);
  auto& part = *report.add_breakdowns();
  part.set_dimension(dimension);
  do {
    reporting::v1::GetBreakdownResponse page;
    RETURN_IF_ERROR(Call(server_, *reporting_,
                         &ReportingService::Stub::GetBreakdown, request, page));
    versions_.insert(page.data_version());
    request.set_page_token(page.next_page_token());
    part.mutable_breakdown()->MergeFrom(page);
    part.mutable_breakdown()->clear_next_page_token();
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::Status LiveReport::ReadTimeline(Report& report) {
  reporting::v1::GetTimelineRequest request;
  request.set_event(wanted_.event);
  request.set_min_data_version(min_data_version_);
  auto& timeline = *report.mutable_timeline();
  RETURN_IF_ERROR(ReadBuckets(request, timeline));
  if (!LimitTimes(report, request)) return absl::OkStatus();
  return ReadBuckets(request, timeline);
}

absl::Status LiveReport::ReadBuckets(
    reporting::v1::GetTimelineRequest& request,
    reporting::v1::GetTimelineResponse& timeline) {
  // Nobody knows before how long it is: buckets become longer as those of a
  // report that is kept do.
  for (absl::Duration bucket = kShortestBucket;; bucket *= 2) {
    RenderDuration(bucket, *request.mutable_bucket_duration());
    timeline.Clear();
    absl::Status status =
        Call(server_, *reporting_, &ReportingService::Stub::GetTimeline,
             request, timeline);
    const bool has_too_many =
        absl::IsInvalidArgument(status) && bucket * 2 <= limits::kMaxBucket;
    if (!status.ok() && !has_too_many) return status;
    if (!status.ok() || timeline.buckets_size() > limits::kFrozenBuckets) {
      continue;
    }
    versions_.insert(timeline.data_version());
    return absl::OkStatus();
  }
}

absl::Status LiveReport::ReadSessions(Report& report) {
  registration::v1::ListSessionsRequest request;
  request.set_event(wanted_.event);
  request.set_page_size(limits::kMaxPageSize);
  do {
    registration::v1::ListSessionsResponse page;
    RETURN_IF_ERROR(Call(server_, *registration_,
                         &RegistrationService::Stub::ListSessions, request,
                         page));
    for (const auto& session : page.sessions()) {
      if (absl::EndsWith(session.name(), kVenue)) continue;
      RETURN_IF_ERROR(ReadSession(session.name(), report));
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::Status LiveReport::ReadSession(const std::string& session,
                                     Report& report) {
  reporting::v1::GetSessionReportRequest request;
  request.set_session(session);
  request.set_min_data_version(min_data_version_);
  auto& part = *report.add_sessions();
  RETURN_IF_ERROR(Call(server_, *reporting_,
                       &ReportingService::Stub::GetSessionReport, request,
                       part));
  versions_.insert(part.data_version());
  return absl::OkStatus();
}

absl::Status LiveReport::ReadCommunique(Report& report) {
  reporting::v1::GetCommuniqueRequest request;
  request.set_event(wanted_.event);
  request.set_min_data_version(min_data_version_);
  reporting::v1::GetCommuniqueResponse response;
  RETURN_IF_ERROR(Call(server_, *reporting_,
                       &ReportingService::Stub::GetCommunique, request,
                       response));
  versions_.insert(response.data_version());
  report.set_communique(response.text());
  return absl::OkStatus();
}

}  // namespace rollcall::report
