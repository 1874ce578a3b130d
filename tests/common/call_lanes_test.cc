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
    EXPECT_TRUE(submit(3, absl::InfiniteFuture()).ok());
    gate.Notify();
  }
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(*answers[0], 1);
  EXPECT_EQ(*answers[1], 3);
}

TEST(CallLanesTest, TakesWhatComesToAnIdleLaneAndTellsWhenItIsTooLate) {
  std::vector<absl::StatusOr<int>> answers;
  bool is_handled = false;
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
                            })
                    .ok());
  }
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(ReasonOf(answers[0].status()), error::v1::DEADLINE_TOO_SHORT);
  EXPECT_FALSE(is_handled);
}

}  // namespace
}  // namespace rollcall
