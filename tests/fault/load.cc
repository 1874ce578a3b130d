#include "tests/fault/load.h"

#include <algorithm>
#include <optional>
#include <random>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/api/timestamp.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "rollcall/checkin/v1/presence_service.grpc.pb.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/fault/client.h"
#include "tests/fault/oracle.h"
#include "tests/fault/run.h"

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
constexpr int kRemoteVisitors = 10;
// Clients leave the processors to what is tried for most of the time. Whoever
// is the only one to call a service never pauses for longer: who kills the
// service waits until there is a call to lose.
constexpr absl::Duration kPause = absl::Milliseconds(20);
constexpr int kLongestPauseMilliseconds = 20;

// Makes a scan until it is known what was decided: by making it again, or by
// asking for the decision. None when the test is given up.
Decision Settle(Client<CheckInService>& client, const CheckInRequest& scan) {
  while (!client.is_given_up()) {
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
  return {};
}

// Makes a scan that is ahead of its time until it is told so.
void BeRefused(Client<CheckInService>& client, const CheckInRequest& scan) {
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
  while (!client.is_given_up() && code != grpc::StatusCode::INVALID_ARGUMENT) {
    CheckInResponse response;
    code = client.Try(&CheckInService::Stub::CheckIn, scan, &response,
                      grpc::StatusCode::INVALID_ARGUMENT);
    ASSERT_NE(code, grpc::StatusCode::OK) << response.ShortDebugString();
  }
}

}  // namespace

Load::Load(Forum& forum, const Addresses& addresses, Diary& diary,
           absl::Duration clock_error)
    : crowd_(forum, kVisitors, kViewers),
      addresses_(addresses),
      clock_error_(clock_error),
      diary_(diary) {
  for (int i = 0; i < kRemoteVisitors; ++i) {
    remote_visitors_.push_back(forum.Register(type::v1::MODE_IN_PERSON));
  }
  using Run = void (Load::*)(int number);
  const std::vector<Run> runs = {
      &Load::Scan,   &Load::Scan,         &Load::Scan,        &Load::Scan,
      &Load::Scan,   &Load::StreamScans,  &Load::StreamScans, &Load::Upload,
      &Load::Report, &Load::StreamReports};
  const int count = static_cast<int>(runs.size());
  // Platforms have no use for theirs.
  for (int i = 0; i < count; ++i) devices_.push_back(forum.Device(i));
  for (int i = 0; i < count; ++i) {
    threads_.emplace_back([this, run = runs[i], i] { (this->*run)(i); });
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

void Load::Intend(const CheckInRequest& scan) {
  diary_.Intend(Deed::kScan, scan.scan_id());
}

void Load::Told(const CheckInRequest& scan, const Decision& decision) {
  diary_.Told(
      Deed::kScan, scan.scan_id(),
      absl::StrCat(Decision::Outcome_Name(decision.outcome()), "/",
                   absl::WebSafeBase64Escape(decision.SerializeAsString())));
  // What is too far ahead does not count.
  if (decision.outcome() == Decision::OUTCOME_ADMITTED &&
      decision.direction() == Decision::DIRECTION_ENTRY &&
      ToTime(decision.scan_time()) <= absl::Now()) {
    const absl::MutexLock lock(&mutex_);
    admitted_.insert(scan.registration());
  }
}

void Load::Intend(const checkin::v1::ReportPresenceRequest& report) {
  for (const PresenceEvent& event : report.presence_events()) {
    diary_.Intend(Deed::kPresence, event.source_event_id());
  }
}

void Load::Told(const ReportPresenceResponse::Result& result) {
  EXPECT_TRUE(IsRecorded(result)) << result.ShortDebugString();
  diary_.Told(Deed::kPresence, result.source_event_id(), kRecorded);
}

// Scans people at random until told to stop, some of them once more.
void Load::Scan(int number) {
  Client<CheckInService> client(addresses_.checkin, diary_, number);
  std::mt19937_64& random = client.random();
  while (!is_over_) {
    CheckInRequest scan = crowd_.NewScan(devices_[number], random);
    if (clock_error_ > absl::ZeroDuration()) {
      // It may be set at any time.
      const absl::Duration error =
          clock_error_ * (static_cast<double>(random() % 1000) / 1000);
      if (random() % 4 == 0) {
        CheckInRequest early = scan;
        RenderTime(absl::Now() + clock_error_, *early.mutable_scan_time());
        BeRefused(client, early);
      }
      RenderTime(absl::Now() - error, *scan.mutable_scan_time());
    }
    Intend(scan);
    const int times = random() % 4 == 0 ? 2 : 1;
    for (int i = 0; i < times; ++i) Told(scan, Settle(client, scan));
    absl::SleepFor(
        PauseOf(absl::Milliseconds(random() % kLongestPauseMilliseconds)));
  }
}

void Load::Report(int number) {
  Client<PresenceService> client(addresses_.checkin, diary_, number);
  for (int batch = 0; !is_over_; ++batch) {
    const auto report =
        crowd_.NewReport(absl::StrCat("platform-", number),
                         absl::StrCat(number, "-", batch), client.random());
    Intend(report);
    const auto response = client.Ask<ReportPresenceResponse>(
        &PresenceService::Stub::ReportPresence, report);
    for (const auto& result : response.results()) Told(result);
    absl::SleepFor(PauseOf(kPause));
  }
}

void Load::Register() {
  Client<RegistrationService> client(addresses_.registration, diary_, 200);
  for (int i = 0; !is_over_; ++i) {
    const auto request = crowd_.NewGuest(i);
    const std::string& id = request.registration().person().external_id();
    diary_.Intend(Deed::kRegistration, id);
    const auto response =
        client.Ask<registration::v1::CreateRegistrationResponse>(
            &RegistrationService::Stub::CreateRegistration, request);
    ++registered_;
    diary_.Told(Deed::kRegistration, id, response.registration().name());
    absl::SleepFor(kPause);
  }
}

void Load::Analyze() {
  Client<ReportingService> client(addresses_.reporting, diary_, 300);
  reporting::v1::GetSummaryRequest request;
  request.set_event(crowd_.event());
  while (!is_over_) {
    const int64_t registered = registered_;
    size_t admitted = 0;
    {
      const absl::MutexLock lock(&mutex_);
      admitted = admitted_.size();
    }
    const auto response = client.Ask<reporting::v1::GetSummaryResponse>(
        &ReportingService::Stub::GetSummary, request);
    const reporting::v1::Counts& total = response.total();
    const int64_t in_person = total.in_person_only_count() + total.both_count();
    if (total.registered_count() < registered ||
        in_person < static_cast<int64_t>(admitted) ||
        total.attended_count() != total.in_person_only_count() +
                                      total.online_only_count() +
                                      total.both_count()) {
      ++stale_;
    }
    absl::SleepFor(kPause);
  }
}

}  // namespace rollcall::testing
