#include "common/base/lane_queue.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rollcall {
namespace {

using ::testing::ElementsAre;

constexpr absl::Time kNow = absl::UnixEpoch();
constexpr absl::Duration kPatience = absl::Milliseconds(100);
constexpr absl::Duration kMoment = absl::Nanoseconds(1);

LaneOptions Options(int queue, int batch) {
  LaneOptions options;
  options.queue = queue;
  options.batch = batch;
  options.patience = kPatience;
  return options;
}

TEST(LaneQueueTest, IsFullByWeight) {
  LaneQueue<int> queue(Options(10, 10));
  EXPECT_TRUE(queue.Add("a", 9, 1, kNow));
  // The last one may be heavier than what is left.
  EXPECT_TRUE(queue.Add("a", 9, 2, kNow));
  EXPECT_FALSE(queue.Add("a", 1, 3, kNow));
  EXPECT_THAT(queue.Take().items, ElementsAre(1));
  EXPECT_TRUE(queue.Add("a", 1, 4, kNow));
}

TEST(LaneQueueTest, TakesNoMoreWhileTheFirstItemHasWaitedTooLong) {
  LaneQueue<int> queue(Options(10, 1));
  const absl::Time second = kNow + kPatience;
  EXPECT_TRUE(queue.Add("a", 1, 1, kNow));
  EXPECT_TRUE(queue.Add("a", 1, 2, second));
  EXPECT_FALSE(queue.Add("a", 1, 3, second + kMoment));
  // The first is now the second one, which has only just come.
  EXPECT_THAT(queue.Take().items, ElementsAre(1));
  EXPECT_TRUE(queue.Add("a", 1, 4, second + kMoment));
  EXPECT_FALSE(queue.Add("a", 1, 5, second + kPatience + kMoment));
  EXPECT_THAT(queue.Take().items, ElementsAre(2));
  EXPECT_THAT(queue.Take().items, ElementsAre(4));
  // Nothing waits.
  EXPECT_TRUE(queue.Add("a", 1, 6, kNow + absl::Hours(1)));
}

TEST(LaneQueueTest, LooksAtTheItemThatCameFirstWhateverItsGroup) {
  LaneQueue<int> queue(Options(10, 1));
  EXPECT_TRUE(queue.Add("a", 1, 1, kNow));
  EXPECT_TRUE(queue.Add("b", 1, 2, kNow));
  EXPECT_TRUE(queue.Add("a", 1, 3, kNow + kPatience));
  EXPECT_THAT(queue.Take().items, ElementsAre(1));
  EXPECT_FALSE(queue.Add("a", 1, 4, kNow + kPatience + kMoment));
}

}  // namespace
}  // namespace rollcall
