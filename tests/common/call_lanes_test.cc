#include "common/status/call_lanes.h"

#include <vector>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace rollcall {
namespace {

using IntLanes = CallLanes<int, int>;

TEST(CallLanesTest, TurnsAwayWhatTheLaneWouldNotGetToInTime) {
  absl::Notification begun;
  absl::Notification gate;
  std::vector<absl::StatusOr<int>> answers;
  {
    IntLanes lanes({1, 100, 10}, [&](const std::string&,
                                     const std::vector<int>& requests,
                                     absl::Time) {
      if (!begun.HasBeenNotified()) begun.Notify();
      gate.WaitForNotification();
      return std::vector<absl::StatusOr<int>>(requests.begin(), requests.end());
    });
    const auto submit = [&](int request, absl::Time deadline) {
      return lanes.Submit("a", 0, request, deadline,
                          [&](const absl::StatusOr<int>& answer) {
                            answers.push_back(answer);
                          });
    };
    EXPECT_TRUE(submit(1, absl::InfiniteFuture()).ok());
    begun.WaitForNotification();
    // What no batch takes less than.
    EXPECT_EQ(ReasonOf(submit(2, absl::Now())), error::v1::OVERLOADED);
    EXPECT_EQ(ReasonOf(lanes.CheckRoom(0, absl::Now())), error::v1::OVERLOADED);
    EXPECT_TRUE(submit(3, absl::InfiniteFuture()).ok());
    EXPECT_EQ(lanes.QueuedWeight(), 1);
    EXPECT_EQ(lanes.tally().turned_away.value(), 2);
    gate.Notify();
  }
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(*answers[0], 1);
  EXPECT_EQ(*answers[1], 3);
}

TEST(CallLanesTest, TakesWhatComesToAnIdleLaneAndTellsWhenItIsTooLate) {
  std::vector<absl::StatusOr<int>> answers;
  bool is_handled = false;
  int64_t expired = 0;
  {
    IntLanes lanes({1, 100, 10}, [&](const std::string&,
                                     const std::vector<int>& requests,
                                     absl::Time) {
      is_handled = true;
      return std::vector<absl::StatusOr<int>>(requests.begin(), requests.end());
    });
    EXPECT_TRUE(lanes
                    .Submit("a", 0, 1, absl::Now(),
                            [&](const absl::StatusOr<int>& answer) {
                              answers.push_back(answer);
                              expired = lanes.tally().expired.value();
                            })
                    .ok());
  }
  EXPECT_EQ(expired, 1);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(ReasonOf(answers[0].status()), error::v1::DEADLINE_TOO_SHORT);
  EXPECT_FALSE(is_handled);
}

TEST(CallLanesTest, CountsCallsAndBatches) {
  absl::Notification begun;
  absl::Notification gate;
  absl::Notification done;
  IntLanes lanes({1, 100, 10}, [&](const std::string&,
                                   const std::vector<int>& requests,
                                   absl::Time) {
    if (!begun.HasBeenNotified()) begun.Notify();
    gate.WaitForNotification();
    return std::vector<absl::StatusOr<int>>(requests.begin(), requests.end());
  });
  const auto submit = [&](int request) {
    return lanes.Submit(
        "a", 0, request, absl::InfiniteFuture(),
        [&, request](const auto&) {
          if (request == 3) done.Notify();
        },
        request);
  };
  EXPECT_TRUE(submit(1).ok());
  begun.WaitForNotification();
  // These two wait, and are a batch.
  EXPECT_TRUE(submit(2).ok());
  EXPECT_TRUE(submit(3).ok());
  EXPECT_EQ(lanes.QueuedWeight(), 5);
  gate.Notify();
  done.WaitForNotification();
  const LaneTally& tally = lanes.tally();
  EXPECT_EQ(tally.batch_weight.sum(), 6);
  EXPECT_EQ(tally.batch_weight.Counts()[0], 1);
  // Five of eight at most.
  EXPECT_EQ(tally.batch_weight.Counts()[3], 1);
  const auto total = [](const Histogram& histogram) {
    int64_t count = 0;
    for (const int64_t part : histogram.Counts()) count += part;
    return count;
  };
  EXPECT_EQ(total(tally.batch_time), 2);
  EXPECT_EQ(total(tally.call_time), 3);
  EXPECT_GE(tally.call_time.sum(), tally.batch_time.sum());
  EXPECT_EQ(lanes.QueuedWeight(), 0);
}

}  // namespace
}  // namespace rollcall
