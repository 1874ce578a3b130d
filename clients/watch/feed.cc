#include "clients/watch/feed.h"

#include <utility>

#include "absl/time/clock.h"

#include "clients/api/retry.h"
#include "clients/watch/window.h"
#include "common/api/resource_name.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"

namespace rollcall::watch {
namespace {

using checkin::v1::CheckInService;
using registration::v1::RegistrationService;
using reporting::v1::ReportingService;

constexpr absl::Duration kPatience = absl::Seconds(5);
constexpr absl::Duration kBetweenTries = absl::Seconds(1);
// Reports are asked for no more often than that, and no less.
constexpr absl::Duration kShortestRest = absl::Seconds(1);
constexpr absl::Duration kLongestRest = absl::Seconds(10);
// As many as a very high terminal shows.
constexpr int kCountries = 20;

std::string EventOf(const std::string& session) {
  return session.substr(0, session.find("/sessions/"));
}

bool IsVenue(const std::string& session) {
  return session.substr(session.rfind('/') + 1) == kVenueSession;
}

}  // namespace

Feed::Feed(client::Server server, const std::string& session,
           std::function<void()> on_change)
    : server_(std::move(server)),
      registration_(client::OpenDoorChannel(server_, server_.registration)),
      checkin_(client::OpenDoorChannel(server_, server_.checkin)),
      reporting_(client::OpenDoorChannel(server_, server_.reporting)),
      session_(session),
      event_(EventOf(session)),
      is_venue_(IsVenue(session)),
      on_change_(std::move(on_change)) {
  {
    const absl::MutexLock lock(&mutex_);
    view_.name = is_venue_ ? event_ : session_;
    view_.title = view_.name;
  }
  threads_.emplace_back([this] { FollowOccupancy(); });
  threads_.emplace_back([this] { FollowSummary(); });
  threads_.emplace_back([this] { AskForReports(); });
}

Feed::~Feed() {
  {
    const absl::MutexLock lock(&mutex_);
    is_ending_ = true;
    for (const auto& context : contexts_) {
      if (context != nullptr) context->TryCancel();
    }
  }
  for (std::thread& thread : threads_) thread.join();
}

LiveView Feed::View() const {
  const absl::MutexLock lock(&mutex_);
  LiveView view = view_;
  view.checkin_lost = lost_[kOccupancy];
  view.reporting_lost = lost_[kSummary];
  if (!view.reporting_lost) view.reporting_lost = lost_[kReports];
  return view;
}

absl::Status Feed::Failure() const {
  const absl::MutexLock lock(&mutex_);
  return failure_;
}

bool Feed::IsComplete() const {
  const absl::MutexLock lock(&mutex_);
  return !failure_.ok() || (view_.occupancy && view_.summary && has_reports_);
}

std::shared_ptr<grpc::ClientContext> Feed::Begin(Source source,
                                                 absl::Duration deadline) {
  auto context = std::make_shared<grpc::ClientContext>();
  client::Prepare(server_, *context, deadline);
  const absl::MutexLock lock(&mutex_);
  if (is_ending_) return nullptr;
  contexts_[source] = context;
  return context;
}

void Feed::Change(Source source, const std::function<void(LiveView&)>& change) {
  {
    const absl::MutexLock lock(&mutex_);
    change(view_);
    lost_[source].reset();
  }
  on_change_();
}

bool Feed::GoOn(Source source, const absl::Status& status) {
  {
    const absl::MutexLock lock(&mutex_);
    if (is_ending_) return false;
    if (!client::MayPass(status)) failure_ = status;
    if (!lost_[source]) lost_[source] = absl::Now();
  }
  on_change_();
  const absl::MutexLock lock(&mutex_);
  const auto is_over = [this] { return IsOver(); };
  return !mutex_.AwaitWithTimeout(absl::Condition(&is_over), kBetweenTries);
}

void Feed::FollowOccupancy() {
  const auto stub = CheckInService::NewStub(checkin_);
  checkin::v1::WatchOccupancyRequest request;
  request.set_session(session_);
  absl::Status status;
  do {
    const auto context = Begin(kOccupancy, absl::InfiniteDuration());
    if (context == nullptr) return;
    const auto stream = stub->WatchOccupancy(context.get(), request);
    checkin::v1::WatchOccupancyResponse response;
    while (stream->Read(&response)) {
      Change(kOccupancy, [&](LiveView& view) { view.occupancy = response; });
    }
    status = client::Explain(stream->Finish());
  } while (GoOn(kOccupancy, status));
}

void Feed::FollowSummary() {
  const auto stub = ReportingService::NewStub(reporting_);
  reporting::v1::WatchSummaryRequest request;
  request.set_event(event_);
  if (!is_venue_) request.set_session(session_);
  absl::Status status;
  do {
    const auto context = Begin(kSummary, absl::InfiniteDuration());
    if (context == nullptr) return;
    const auto stream = stub->WatchSummary(context.get(), request);
    reporting::v1::WatchSummaryResponse response;
    while (stream->Read(&response)) {
      Change(kSummary,
             [&](LiveView& view) { view.summary = response.summary(); });
    }
    status = client::Explain(stream->Finish());
  } while (GoOn(kSummary, status));
}

void Feed::AskForReports() {
  absl::Status status;
  do {
    const LiveView view = View();
    const int64_t version = view.summary ? view.summary->data_version() : -1;
    // The hours of an event are known once it is.
    status = view.end ? absl::OkStatus() : AskForEvent();
    if (status.ok()) status = AskForTimeline(View());
    if (status.ok()) status = AskForCountries();
    if (status.ok() && !RestAfter(version)) return;
  } while (status.ok() || GoOn(kReports, status));
}

bool Feed::RestAfter(int64_t version) {
  {
    const absl::MutexLock lock(&mutex_);
    has_reports_ = true;
  }
  on_change_();
  const absl::MutexLock lock(&mutex_);
  const auto is_over = [this] { return IsOver(); };
  if (mutex_.AwaitWithTimeout(absl::Condition(&is_over), kShortestRest)) {
    return false;
  }
  const auto has_news = [this, version] {
    return IsOver() ||
           (view_.summary && view_.summary->data_version() != version);
  };
  mutex_.AwaitWithTimeout(absl::Condition(&has_news),
                          kLongestRest - kShortestRest);
  return !IsOver();
}

absl::Status Feed::AskForEvent() {
  const auto context = Begin(kReports, kPatience);
  if (context == nullptr) return absl::CancelledError();
  const auto stub = RegistrationService::NewStub(registration_);
  registration::v1::GetEventRequest request;
  request.set_name(event_);
  registration::v1::GetEventResponse response;
  RETURN_IF_ERROR(
      client::Explain(stub->GetEvent(context.get(), request, &response)));
  const registration::v1::Event& event = response.event();
  if (!is_venue_) RETURN_IF_ERROR(AskForSession());
  Change(kReports, [&](LiveView& view) {
    absl::LoadTimeZone(event.time_zone(), &view.zone);
    if (!is_venue_) return;
    view.title = event.title();
    view.start = ToTime(event.start_time());
    view.end = ToTime(event.end_time());
  });
  return absl::OkStatus();
}

absl::Status Feed::AskForSession() {
  const auto context = Begin(kReports, kPatience);
  if (context == nullptr) return absl::CancelledError();
  const auto stub = RegistrationService::NewStub(registration_);
  registration::v1::GetSessionRequest request;
  request.set_name(session_);
  registration::v1::GetSessionResponse response;
  RETURN_IF_ERROR(
      client::Explain(stub->GetSession(context.get(), request, &response)));
  const registration::v1::Session& session = response.session();
  Change(kReports, [&](LiveView& view) {
    view.title = session.title();
    view.start = ToTime(session.start_time());
    view.end = ToTime(session.end_time());
  });
  return absl::OkStatus();
}

absl::Status Feed::AskForTimeline(const LiveView& view) {
  const auto context = Begin(kReports, kPatience);
  if (context == nullptr) return absl::CancelledError();
  const auto stub = ReportingService::NewStub(reporting_);
  const Window window = WindowOf(view, absl::Now());
  reporting::v1::GetTimelineRequest request;
  request.set_event(event_);
  if (!is_venue_) request.set_session(session_);
  RenderTime(window.start, *request.mutable_start_time());
  RenderTime(window.end, *request.mutable_end_time());
  RenderDuration(window.stretch, *request.mutable_bucket_duration());
  reporting::v1::GetTimelineResponse response;
  RETURN_IF_ERROR(
      client::Explain(stub->GetTimeline(context.get(), request, &response)));
  Change(kReports, [&](LiveView& changed) {
    changed.stretch = window.stretch;
    changed.arrivals.clear();
    for (const auto& bucket : response.buckets()) {
      changed.arrivals.push_back(
          {ToTime(bucket.start_time()), bucket.any().arrival_count()});
    }
    changed.online_count =
        !window.reaches_now || response.buckets().empty()
            ? 0
            : response.buckets().rbegin()->online().present_count();
  });
  return absl::OkStatus();
}

absl::Status Feed::AskForCountries() {
  const auto context = Begin(kReports, kPatience);
  if (context == nullptr) return absl::CancelledError();
  const auto stub = ReportingService::NewStub(reporting_);
  reporting::v1::GetBreakdownRequest request;
  request.set_event(event_);
  if (!is_venue_) request.set_session(session_);
  request.add_dimensions(reporting::v1::DIMENSION_COUNTRY);
  request.set_order_by(reporting::v1::MEASURE_ATTENDED);
  request.set_page_size(kCountries);
  reporting::v1::GetBreakdownResponse response;
  RETURN_IF_ERROR(
      client::Explain(stub->GetBreakdown(context.get(), request, &response)));
  Change(kReports, [&](LiveView& view) {
    view.countries.clear();
    for (const auto& row : response.rows()) {
      if (row.counts().attended_count() == 0) continue;
      view.countries.push_back({row.values(0).value().empty()
                                    ? "unknown"
                                    : row.values(0).display_name(),
                                row.counts().attended_count()});
    }
  });
  return absl::OkStatus();
}

}  // namespace rollcall::watch
