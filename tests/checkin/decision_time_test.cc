#include <string>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "services/checkin/checkin_message.h"
#include "services/checkin/checkin_store.h"
#include "tests/checkin/door_fixture.h"
#include "tests/harness/instance.h"

// Decisions that wait for others.
namespace rollcall::checkin {
namespace {

class DecisionTimeTest : public DoorFixture {
 protected:
  static ScanRequest Parse(v1::CheckInRequest scan) {
    scan.clear_scan_time();
    FieldChecker check;
    ScanRequest parsed = ParseScan(scan, check);
    EXPECT_TRUE(check.Check().ok()) << check.Check();
    return parsed;
  }

  testing::Instance instance_;
};

// Somebody comes and goes while a decision about them waits for the lock of
// another person: it is of the time after that.
TEST_F(DecisionTimeTest, ComesAfterTheLocks) {
  std::string first = forum_.Register(type::v1::MODE_IN_PERSON);
  std::string second = forum_.Register(type::v1::MODE_IN_PERSON);
  // Locks are taken in this order.
  if (second < first) std::swap(first, second);
  absl::StatusOr<Answers> answers = absl::UnknownError("");
  std::thread together;
  WhileHeld(first, [&](const std::string& backend) {
    together = std::thread([&] {
      DecisionTally tally;
      CheckInStore store(instance_.pool(), tally);
      answers =
          store.Decide(EventId(), {Parse(ScanOf(first)), Parse(ScanOf(second))},
                       absl::InfiniteFuture());
    });
    AwaitWaiting(backend);
    v1::CheckInRequest alone = ScanOf(second);
    alone.clear_scan_time();
    EXPECT_EQ(OutcomeOf(alone), "ADMITTED");
    alone.set_scan_id(NewUuid());
    alone.set_direction(v1::Decision::DIRECTION_EXIT);
    EXPECT_EQ(OutcomeOf(alone), "EXITED");
  });
  together.join();
  ASSERT_TRUE(answers.ok()) << answers.status();
  for (const auto& answer : *answers) {
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->decision.verdict.outcome, v1::Decision::OUTCOME_ADMITTED);
  }
  // The exit was not theirs.
  EXPECT_EQ(InsideOf("venue"), 2);
}

}  // namespace
}  // namespace rollcall::checkin
