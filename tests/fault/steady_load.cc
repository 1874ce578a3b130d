#include "tests/fault/steady_load.h"

#include <algorithm>
#include <random>
#include <stdexcept>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/api/retry.h"
#include "clients/api/server.h"
#include "common/base/uuid.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "rollcall/checkin/v1/presence_service.grpc.pb.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/fault/oracle.h"
#include "tests/fault/run.h"
#include "tests/harness/calls.h"
#include "tests/harness/postgres.h"

namespace rollcall::testing {
namespace {

using checkin::v1::CheckInRequest;
using checkin::v1::CheckInResponse;
using checkin::v1::CheckInService;
using checkin::v1::Decision;
using checkin::v1::PresenceService;
using checkin::v1::ReportPresenceResponse;
using registration::v1::RegistrationService;
using reporting::v1::ReportingService;
using ::testing::ElementsAreArray;

constexpr int kVisitors = 30;
constexpr int kViewers = 30;
constexpr int kKiosks = 6;
constexpr int kStreams = 2;
constexpr int kScansOfStream = 4;
constexpr absl::Duration kPatience = absl::Minutes(3);
// Those who are not at the doors leave the processors to them for most of the
// time.
constexpr absl::Duration kPause = absl::Milliseconds(20);

}  // namespace

SteadyLoad::SteadyLoad(Forum& forum, const Open& open)
    : open_(open), crowd_(forum, kVisitors, kViewers) {
  for (int i = 0; i < kKiosks; ++i) Start(&SteadyLoad::Scan);
  for (int i = 0; i < kStreams; ++i) Start(&SteadyLoad::StreamScans);
  Start(&SteadyLoad::Report);
  Start(&SteadyLoad::Register);
  Start(&SteadyLoad::Analyze);
  Start(&SteadyLoad::Watch);
}

SteadyLoad::~SteadyLoad() { Stop(); }

void SteadyLoad::Start(Client client) {
  int number = 0;
  {
    const absl::MutexLock lock(&mutex_);
    number = static_cast<int>(answers_.size());
    answers_.push_back(0);
  }
  threads_.emplace_back([this, client, number] { (this->*client)(number); });
}

void SteadyLoad::AwaitAnswers(int64_t count) const {
  const absl::MutexLock lock(&mutex_);
  const std::vector<int64_t> before = answers_;
  const auto reached = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    for (size_t i = 0; i < before.size(); ++i) {
      if (answers_[i] < before[i] + count) return false;
    }
    return true;
  };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&reached), kPatience)) {
    throw std::runtime_error("a client is not answered");
  }
}

void SteadyLoad::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    is_over_ = true;
    if (watch_ != nullptr) watch_->TryCancel();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void SteadyLoad::Judge(const std::string& url) const {
  const absl::MutexLock lock(&mutex_);
  for (const std::string& failure : failures_) ADD_FAILURE() << failure;
  for (const Deed deed : kDeeds) {
    const auto& told = told_.at(deed);
    EXPECT_THAT(KeptIn(url, deed), ElementsAreArray(told));
  }

  reporting::v1::AuditRollupsRequest request;
  request.set_event(crowd_.event());
  reporting::v1::AuditRollupsResponse audit;
  const auto stub = ReportingService::NewStub(open_(Role::kReporting));
  const grpc::Status status =
      Call(*stub, &ReportingService::Stub::AuditRollups, request, &audit);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_GT(audit.person_count(), kVisitors + kViewers);
  EXPECT_EQ(audit.difference_count(), 0);
  EXPECT_EQ(audit.miscounted_person_count(), 0);
  EXPECT_EQ(audit.mislaid_person_count(), 0);
}

int64_t SteadyLoad::answers() const {
  const absl::MutexLock lock(&mutex_);
  int64_t sum = 0;
  for (const int64_t count : answers_) sum += count;
  return sum;
}

absl::Duration SteadyLoad::longest() const {
  const absl::MutexLock lock(&mutex_);
  return longest_;
}

int64_t SteadyLoad::resumed() const {
  const absl::MutexLock lock(&mutex_);
  return resumed_;
}

bool SteadyLoad::is_over() const {
  const absl::MutexLock lock(&mutex_);
  return is_over_;
}

void SteadyLoad::Answered(int number, absl::Duration time) {
  const absl::MutexLock lock(&mutex_);
  ++answers_[number];
  longest_ = std::max(longest_, time);
}

void SteadyLoad::Failed(int number, const std::string& what,
                        const grpc::Status& status) {
  const absl::MutexLock lock(&mutex_);
  // The others go on.
  ++answers_[number];
  failures_.push_back(absl::StrCat(what, ": ", status.error_code(), " ",
                                   ReasonOf(status), " ",
                                   status.error_message()));
}

void SteadyLoad::Told(Deed deed, const std::string& id,
                      const std::string& answer) {
  const absl::MutexLock lock(&mutex_);
  const auto [told, is_new] = told_[deed].emplace(id, answer);
  if (told->second != answer) {
    failures_.push_back(
        absl::StrCat(id, ": ", told->second, ", then ", answer));
  }
}

template <typename Stub, typename Method, typename Request, typename Response>
bool SteadyLoad::Ask(int number, const char* name, Stub& stub, Method method,
                     const Request& request, Response& response) {
  const absl::Time begin = absl::Now();
  const grpc::Status status = Call(stub, method, request, &response);
  if (status.ok()) {
    Answered(number, absl::Now() - begin);
  } else {
    Failed(number, name, status);
  }
  return status.ok();
}

void SteadyLoad::Scan(int number) {
  const auto stub = CheckInService::NewStub(open_(Role::kCheckIn));
  std::mt19937_64 random(number);
  const std::string device =
      absl::StrCat(crowd_.event(), "/devices/", NewUuid());
  while (!is_over()) {
    const CheckInRequest scan = crowd_.NewScan(device, random);
    CheckInResponse response;
    if (Ask(number, "CheckIn", *stub, &CheckInService::Stub::CheckIn, scan,
            response)) {
      Told(Deed::kScan, scan.scan_id(),
           Decision::Outcome_Name(response.decision().outcome()));
    }
    absl::SleepFor(PauseOf(absl::ZeroDuration()));
  }
}

// Sends a few scans, reads as many answers, and so on. What has no answer when
// a stream ends is sent again over the next one.
void SteadyLoad::StreamScans(int number) {
  const auto stub = CheckInService::NewStub(open_(Role::kCheckIn));
  std::mt19937_64 random(number);
  const std::string device =
      absl::StrCat(crowd_.event(), "/devices/", NewUuid());
  std::map<std::string, checkin::v1::StreamCheckInsRequest> open;
  client::Retry retry;
  while (!is_over() || !open.empty()) {
    const auto context = NewContext();
    context->set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
    const auto stream = stub->StreamCheckIns(context.get());
    int64_t answered = 0;
    bool goes_on = true;
    while (goes_on && (!is_over() || !open.empty())) {
      while (!is_over() && open.size() < kScansOfStream) {
        checkin::v1::StreamCheckInsRequest request;
        *request.mutable_check_in() = crowd_.NewScan(device, random);
        open.emplace(request.check_in().scan_id(), request);
      }
      const absl::Time begin = absl::Now();
      for (const auto& [scan_id, request] : open) {
        goes_on = goes_on && stream->Write(request);
      }
      checkin::v1::StreamCheckInsResponse response;
      for (size_t left = open.size(); left > 0 && stream->Read(&response);
           --left) {
        ++answered;
        Answered(number, absl::Now() - begin);
        EXPECT_FALSE(response.has_error()) << response.ShortDebugString();
        Told(Deed::kScan, response.scan_id(),
             Decision::Outcome_Name(response.check_in().decision().outcome()));
        open.erase(response.scan_id());
      }
      goes_on = goes_on && open.empty();
      absl::SleepFor(PauseOf(absl::ZeroDuration()));
    }
    stream->WritesDone();
    const grpc::Status status = stream->Finish();
    if (answered > 0) retry.Reset();
    if (status.ok()) continue;
    if (retry.Again(client::Explain(status))) {
      const absl::MutexLock lock(&mutex_);
      ++resumed_;
    } else {
      Failed(number, "StreamCheckIns", status);
    }
  }
}

void SteadyLoad::Report(int number) {
  const auto stub = PresenceService::NewStub(open_(Role::kCheckIn));
  std::mt19937_64 random(number);
  for (int batch = 0; !is_over(); ++batch) {
    const auto request =
        crowd_.NewReport("platform", absl::StrCat(batch), random);
    ReportPresenceResponse response;
    if (Ask(number, "ReportPresence", *stub,
            &PresenceService::Stub::ReportPresence, request, response)) {
      for (const auto& result : response.results()) {
        Told(Deed::kPresence, result.source_event_id(),
             IsRecorded(result) ? kRecorded : result.ShortDebugString());
      }
    }
    absl::SleepFor(PauseOf(kPause));
  }
}

void SteadyLoad::Register(int number) {
  const auto stub = RegistrationService::NewStub(open_(Role::kRegistration));
  for (int i = 0; !is_over(); ++i) {
    const auto request = crowd_.NewGuest(i);
    registration::v1::CreateRegistrationResponse created;
    if (Ask(number, "CreateRegistration", *stub,
            &RegistrationService::Stub::CreateRegistration, request, created)) {
      Told(Deed::kRegistration, request.registration().person().external_id(),
           created.registration().name());
      registration::v1::GetRegistrationRequest get;
      get.set_name(created.registration().name());
      registration::v1::GetRegistrationResponse got;
      Ask(number, "GetRegistration", *stub,
          &RegistrationService::Stub::GetRegistration, get, got);
    }
    absl::SleepFor(PauseOf(kPause));
  }
}

void SteadyLoad::Analyze(int number) {
  const auto stub = ReportingService::NewStub(open_(Role::kReporting));
  int64_t attended = 0;
  while (!is_over()) {
    reporting::v1::GetSummaryRequest request;
    request.set_event(crowd_.event());
    reporting::v1::GetSummaryResponse summary;
    if (Ask(number, "GetSummary", *stub, &ReportingService::Stub::GetSummary,
            request, summary)) {
      EXPECT_GE(summary.total().attended_count(), attended);
      attended = summary.total().attended_count();
    }
    absl::SleepFor(PauseOf(kPause));
  }
}

// Opened again it goes on after what it was told.
void SteadyLoad::Watch(int number) {
  const auto stub = ReportingService::NewStub(open_(Role::kReporting));
  client::Retry retry;
  int64_t version = 0;
  while (true) {
    const auto context = NewContext();
    context->set_deadline(absl::ToChronoTime(absl::Now() + kPatience));
    {
      const absl::MutexLock lock(&mutex_);
      if (is_over_) return;
      watch_ = context.get();
    }
    reporting::v1::WatchSummaryRequest request;
    request.set_event(crowd_.event());
    request.set_after_version(version);
    const auto watch = stub->WatchSummary(context.get(), request);
    int64_t answered = 0;
    reporting::v1::WatchSummaryResponse response;
    while (watch->Read(&response)) {
      ++answered;
      Answered(number, absl::ZeroDuration());
      EXPECT_GT(response.summary().data_version(), version);
      version = response.summary().data_version();
    }
    const grpc::Status status = watch->Finish();
    {
      const absl::MutexLock lock(&mutex_);
      watch_ = nullptr;
      if (is_over_) return;
      ++resumed_;
    }
    if (answered > 0) retry.Reset();
    if (!retry.Again(client::Explain(status))) {
      Failed(number, "WatchSummary", status);
    }
  }
}

}  // namespace rollcall::testing
