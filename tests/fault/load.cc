#include "tests/fault/load.h"

#include <algorithm>
#include <optional>
#include <random>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/api/timestamp.h"
#include "common/base/uuid.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "rollcall/checkin/v1/presence_service.grpc.pb.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/fault/client.h"

namespace rollcall::testing {
namespace {

using checkin::v1::CheckInRequest;
using checkin::v1::CheckInResponse;
using checkin::v1::CheckInService;
using checkin::v1::Decision;
using checkin::v1::PresenceEvent;
using checkin::v1::PresenceService;
using checkin::v1::ReportPresenceResponse;
using registration::v1::RegistrationService;
using reporting::v1::ReportingService;

constexpr int kVisitors = 40;
constexpr int kViewers = 40;
constexpr int kKiosks = 8;
constexpr int kPlatforms = 2;
// Those who are not at the doors leave the processors to them for most of the
// time.
constexpr absl::Duration kPause = absl::Milliseconds(20);

// Makes a scan until it is known what was decided: by making it again, or by
// asking for the decision.
Decision Settle(Client<CheckInService>& client, const CheckInRequest& scan) {
  while (true) {
    CheckInResponse response;
    if (client.Try(&CheckInService::Stub::CheckIn, scan, &response) ==
        grpc::StatusCode::OK) {
      return response.decision();
    }
    if (client.random()() % 2 == 0) continue;
    checkin::v1::GetDecisionRequest request;
    checkin::v1::GetDecisionResponse found;
    request.set_device(scan.device());
    request.set_scan_id(scan.scan_id());
    if (client.Try(&CheckInService::Stub::GetDecision, request, &found,
                   grpc::StatusCode::NOT_FOUND) == grpc::StatusCode::OK) {
      return found.decision();
    }
  }
}

bool IsRecorded(ReportPresenceResponse::Result::Outcome outcome) {
  return outcome == ReportPresenceResponse::Result::OUTCOME_RECORDED ||
         outcome == ReportPresenceResponse::Result::OUTCOME_DUPLICATE;
}

}  // namespace

Load::Load(Forum& forum, const Addresses& addresses, Diary& diary,
           absl::Duration clock_error)
    : event_(forum.name()),
      venue_(forum.Session("venue")),
      panel_(forum.Session("panel")),
      start_seconds_(forum.start_seconds()),
      addresses_(addresses),
      clock_error_(clock_error),
      diary_(diary) {
  for (int i = 0; i < kVisitors; ++i) {
    visitors_.push_back(forum.Register(type::v1::MODE_IN_PERSON));
  }
  for (int i = 0; i < kViewers; ++i) {
    viewers_.push_back(forum.Register(type::v1::MODE_ONLINE));
  }
  for (int i = 0; i < kKiosks; ++i) devices_.push_back(forum.Device(i));
  for (int i = 0; i < kKiosks; ++i) {
    threads_.emplace_back([this, i] { Scan(i); });
  }
  for (int i = 0; i < kPlatforms; ++i) {
    threads_.emplace_back([this, i] { Report(i); });
  }
  threads_.emplace_back([this] { Register(); });
  threads_.emplace_back([this] { Analyze(); });
}

Load::~Load() { Stop(); }

void Load::Stop() {
  is_over_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

// Scans people at random until told to stop, some of them once more.
void Load::Scan(int number) {
  Client<CheckInService> client(addresses_.checkin, diary_, number);
  std::mt19937_64& random = client.random();
  while (!is_over_) {
    CheckInRequest scan;
    const std::string& visitor = visitors_[random() % visitors_.size()];
    scan.set_session(random() % 4 == 0 ? panel_ : venue_);
    scan.set_registration(visitor);
    scan.set_device(devices_[number]);
    scan.set_direction(random() % 2 == 0 ? Decision::DIRECTION_ENTRY
                                         : Decision::DIRECTION_EXIT);
    scan.set_scan_id(NewUuid());
    if (clock_error_ > absl::ZeroDuration()) {
      // It may be set at any time. Ahead by more than minutes is refused.
      const absl::Duration error =
          clock_error_ * (static_cast<double>(random() % 1000) / 1000);
      RenderTime(absl::Now() - error, *scan.mutable_scan_time());
    }
    diary_.Intend(Deed::kScan, scan.scan_id());
    const int times = random() % 4 == 0 ? 2 : 1;
    for (int i = 0; i < times; ++i) {
      const Decision decision = Settle(client, scan);
      diary_.Told(Deed::kScan, scan.scan_id(),
                  absl::StrCat(
                      Decision::Outcome_Name(decision.outcome()), "/",
                      absl::WebSafeBase64Escape(decision.SerializeAsString())));
      if (decision.outcome() == Decision::OUTCOME_ADMITTED &&
          decision.direction() == Decision::DIRECTION_ENTRY) {
        const absl::MutexLock lock(&mutex_);
        admitted_.insert(visitor);
      }
    }
  }
}

// Says who joins and leaves, a few at a time and in any order.
void Load::Report(int number) {
  Client<PresenceService> client(addresses_.checkin, diary_, 100 + number);
  std::mt19937_64& random = client.random();
  for (int batch = 0; !is_over_; ++batch) {
    checkin::v1::ReportPresenceRequest request;
    request.set_event(event_);
    request.set_source(absl::StrCat("platform-", number));
    std::vector<PresenceEvent> events;
    for (int i = 0; i < 4; ++i) {
      PresenceEvent event;
      const std::string connection = absl::StrCat(number, "-", batch, "-", i);
      event.set_session(panel_);
      event.set_instance_id("broadcast");
      event.set_connection_id(connection);
      event.mutable_participant()->set_registration(
          viewers_[random() % viewers_.size()]);
      event.set_kind(PresenceEvent::KIND_JOIN);
      event.set_source_event_id(connection + "-join");
      const int64_t join = start_seconds_ + 7200 + random() % 5000;
      event.mutable_event_time()->set_seconds(join);
      events.push_back(event);
      event.clear_participant();
      event.set_kind(PresenceEvent::KIND_LEAVE);
      event.set_source_event_id(connection + "-leave");
      event.mutable_event_time()->set_seconds(join + 60 + random() % 600);
      events.push_back(event);
    }
    std::shuffle(events.begin(), events.end(), random);
    for (const PresenceEvent& event : events) {
      diary_.Intend(Deed::kPresence, event.source_event_id());
      *request.add_presence_events() = event;
    }
    const auto response = client.Ask<ReportPresenceResponse>(
        &PresenceService::Stub::ReportPresence, request);
    for (const auto& result : response.results()) {
      EXPECT_TRUE(IsRecorded(result.outcome())) << result.ShortDebugString();
      diary_.Told(Deed::kPresence, result.source_event_id(), "recorded");
    }
    absl::SleepFor(kPause);
  }
}

void Load::Register() {
  Client<RegistrationService> client(addresses_.registration, diary_, 200);
  for (int i = 0; !is_over_; ++i) {
    const std::string id = absl::StrCat("guest-", i);
    registration::v1::CreateRegistrationRequest request;
    request.set_event(event_);
    request.set_request_id(NewUuid());
    auto& registration = *request.mutable_registration();
    registration.set_mode(type::v1::MODE_IN_PERSON);
    auto& person = *registration.mutable_person();
    person.set_display_name("A guest");
    person.set_email(absl::StrCat(id, "@example.org"));
    person.set_external_id(id);
    diary_.Intend(Deed::kRegistration, id);
    const auto response =
        client.Ask<registration::v1::CreateRegistrationResponse>(
            &RegistrationService::Stub::CreateRegistration, request);
    diary_.Told(Deed::kRegistration, id, response.registration().name());
    absl::SleepFor(kPause);
  }
}

void Load::Analyze() {
  Client<ReportingService> client(addresses_.reporting, diary_, 300);
  reporting::v1::GetSummaryRequest request;
  request.set_event(event_);
  while (!is_over_) {
    size_t admitted = 0;
    {
      const absl::MutexLock lock(&mutex_);
      admitted = admitted_.size();
    }
    const auto response = client.Ask<reporting::v1::GetSummaryResponse>(
        &ReportingService::Stub::GetSummary, request);
    const reporting::v1::Counts& total = response.total();
    if (total.attended_count() < static_cast<int64_t>(admitted) ||
        total.attended_count() != total.in_person_only_count() +
                                      total.online_only_count() +
                                      total.both_count()) {
      ++stale_;
    }
    absl::SleepFor(kPause);
  }
}

}  // namespace rollcall::testing
