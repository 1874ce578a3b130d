#include <memory>
#include <thread>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/error_details.h"

#include "tests/checkin/door_fixture.h"
#include "tests/harness/sql.h"

// What happens to scans that have to wait, and to those that nothing helps.
namespace rollcall::checkin {
namespace {

using testing::Call;
using testing::ExecuteSql;
using testing::NewContext;
using testing::ReasonOf;
using type::v1::MODE_IN_PERSON;

// One lane that decides one scan at a time, with room for one more.
class OverloadTest : public DoorFixture {
 protected:
  explicit OverloadTest(const LaneOptions& lanes = {1, 1, 1}) {
    std::vector<rpc::HostedService> services;
    services.push_back(
        rpc::Host<v1::CheckInService>(std::make_unique<CheckInService>(
            narrow_.pool(), narrow_.guard(), lanes)));
    narrow_.Start(std::move(services));
    stub_ = v1::CheckInService::NewStub(narrow_.NewChannel());
  }

  // Calls CheckIn in a thread of its own.
  std::thread Send(const v1::CheckInRequest& scan, grpc::Status* status,
                   absl::Duration deadline = absl::Seconds(30)) {
    return std::thread([this, scan, status, deadline] {
      const auto context = NewContext();
      context->set_deadline(absl::ToChronoTime(absl::Now() + deadline));
      v1::CheckInResponse response;
      *status = stub_->CheckIn(context.get(), scan, &response);
    });
  }

  // Sends scans of `registration`, some of which may find a place in the queue,
  // until one is turned away. Returns why.
  grpc::Status SendUntilTurnedAway(const std::string& registration) {
    grpc::Status refused;
    while (refused.error_code() != grpc::StatusCode::RESOURCE_EXHAUSTED) {
      Send(ScanOf(registration), &refused, absl::Milliseconds(200)).join();
    }
    return refused;
  }

  testing::Instance narrow_;
  std::unique_ptr<Stub> stub_;
};

// As above with room for many, and without any patience.
class ImpatientTest : public OverloadTest {
 protected:
  ImpatientTest() : OverloadTest({1, 1000, 1, absl::ZeroDuration()}) {}
};

// How long to wait, by RetryInfo; 0 when there is none.
absl::Duration RetryDelayIn(const grpc::Status& status) {
  google::rpc::Status wire;
  google::rpc::RetryInfo info;
  if (!grpc::ExtractErrorDetails(status, &wire).ok()) return {};
  for (const auto& detail : wire.details()) {
    if (detail.UnpackTo(&info)) {
      return absl::Seconds(info.retry_delay().seconds()) +
             absl::Nanoseconds(info.retry_delay().nanos());
    }
  }
  return {};
}

TEST_F(OverloadTest, TurnsAwayWhatFindsTheQueueFull) {
  const std::string held = forum_.Register(MODE_IN_PERSON);
  const std::string other = forum_.Register(MODE_IN_PERSON);
  grpc::Status first;
  std::vector<grpc::Status> later(8);
  std::vector<std::thread> threads;
  WhileHeld(held, [&](const std::string& backend) {
    threads.push_back(Send(ScanOf(held), &first));
    AwaitWaiting(backend);
    // One of them finds room in the queue; the others come back at once.
    for (grpc::Status& status : later) {
      threads.push_back(Send(ScanOf(other), &status));
    }
    // A refusal needs nothing of what is held.
    const grpc::Status refused = SendUntilTurnedAway(other);
    EXPECT_EQ(ReasonOf(refused), "OVERLOADED");
    EXPECT_GT(RetryDelayIn(refused), absl::ZeroDuration());
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(first.ok()) << ReasonOf(first);
  for (const grpc::Status& status : later) {
    if (!status.ok()) {
      EXPECT_EQ(ReasonOf(status), "OVERLOADED");
    }
  }
}

TEST_F(ImpatientTest, TurnsAwayWhatComesWhileOthersHaveWaitedTooLong) {
  const std::string held = forum_.Register(MODE_IN_PERSON);
  const std::string other = forum_.Register(MODE_IN_PERSON);
  grpc::Status first;
  grpc::Status second;
  std::vector<std::thread> threads;
  WhileHeld(held, [&](const std::string& backend) {
    threads.push_back(Send(ScanOf(held), &first));
    AwaitWaiting(backend);
    threads.push_back(Send(ScanOf(other), &second));
    const grpc::Status refused = SendUntilTurnedAway(other);
    EXPECT_EQ(ReasonOf(refused), "OVERLOADED");
    EXPECT_GT(RetryDelayIn(refused), absl::ZeroDuration());
    // Nobody has looked at what it says.
    grpc::Status malformed;
    v1::CheckInRequest scan = ScanOf(other);
    scan.set_scan_id("none");
    Send(scan, &malformed).join();
    EXPECT_EQ(ReasonOf(malformed), "OVERLOADED");
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(first.ok()) << ReasonOf(first);
  // Unless one of the others was before it.
  if (!second.ok()) {
    EXPECT_EQ(ReasonOf(second), "OVERLOADED");
  }
}

TEST_F(OverloadTest, DropsAScanWhoseDeadlinePassedWhileItWaited) {
  const std::string held = forum_.Register(MODE_IN_PERSON);
  const std::string other = forum_.Register(MODE_IN_PERSON);
  grpc::Status first;
  grpc::Status late;
  const v1::CheckInRequest late_scan = ScanOf(other);
  std::thread thread;
  WhileHeld(held, [&](const std::string& backend) {
    thread = Send(ScanOf(held), &first);
    AwaitWaiting(backend);
    Send(late_scan, &late, absl::Milliseconds(50)).join();
  });
  thread.join();
  EXPECT_TRUE(first.ok());
  EXPECT_EQ(late.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  // The lane has been through the queue once this one is answered.
  // Until then the late one may have the queue's only place.
  grpc::Status next;
  do {
    Send(ScanOf(held), &next).join();
  } while (ReasonOf(next) == "OVERLOADED");
  EXPECT_TRUE(next.ok());
  v1::GetDecisionRequest request;
  v1::GetDecisionResponse response;
  request.set_device(late_scan.device());
  request.set_scan_id(late_scan.scan_id());
  EXPECT_EQ(
      ReasonOf(Call(door_.stub(), &Stub::GetDecision, request, &response)),
      "DECISION_NOT_FOUND");
}

TEST_F(OverloadTest, FailsTheOneScanThatTheDatabaseChokesOn) {
  const std::string poison = "gate-" + testing::UniqueSlug();
  ExecuteSql("ALTER TABLE rollcall.decision ADD CONSTRAINT \"" + poison +
             "\" CHECK (gate <> '" + poison + "') NOT VALID");
  std::vector<v1::OfflineScan> scans;
  for (int i = 0; i < 20; ++i) {
    scans.push_back(Offline(ScanOf(forum_.Register(MODE_IN_PERSON))));
  }
  scans[13].mutable_check_in()->set_gate(poison);
  const auto results = Upload(scans);
  ExecuteSql("ALTER TABLE rollcall.decision DROP CONSTRAINT \"" + poison +
             "\"");
  for (size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i].has_decision(), i != 13) << i;
  }
  google::rpc::ErrorInfo info;
  ASSERT_GT(results[13].error().details_size(), 0);
  ASSERT_TRUE(results[13].error().details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "INTERNAL_FAULT");
  EXPECT_EQ(InsideOf("venue"), 19);
}

}  // namespace
}  // namespace rollcall::checkin
