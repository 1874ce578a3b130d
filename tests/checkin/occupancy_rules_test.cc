#include "gtest/gtest.h"

#include "services/checkin/occupancy.h"

namespace rollcall::checkin {
namespace {

using Answer = v1::WatchOccupancyResponse;

Occupancy Of(int64_t sequence, int64_t inside,
             std::optional<int> places = std::nullopt) {
  return {sequence, inside, places, absl::UnixEpoch()};
}

TEST(LevelTest, IsFreeWithoutLimit) {
  EXPECT_EQ(LevelOf(Of(1, 1000000), 1), Answer::LEVEL_FREE);
}

TEST(LevelTest, WarnsFromThePercentageOn) {
  EXPECT_EQ(LevelOf(Of(1, 0, 10), 90), Answer::LEVEL_FREE);
  EXPECT_EQ(LevelOf(Of(1, 8, 10), 90), Answer::LEVEL_FREE);
  EXPECT_EQ(LevelOf(Of(1, 9, 10), 90), Answer::LEVEL_WARN);
  EXPECT_EQ(LevelOf(Of(1, 10, 10), 90), Answer::LEVEL_FULL);
  EXPECT_EQ(LevelOf(Of(1, 11, 10), 90), Answer::LEVEL_FULL);
  // 90 % of 7 are 6.3.
  EXPECT_EQ(LevelOf(Of(1, 6, 7), 90), Answer::LEVEL_FREE);
  EXPECT_EQ(LevelOf(Of(1, 0, 10), 1), Answer::LEVEL_FREE);
  EXPECT_EQ(LevelOf(Of(1, 1, 10), 1), Answer::LEVEL_WARN);
  EXPECT_EQ(LevelOf(Of(1, 9, 10), 100), Answer::LEVEL_FREE);
}

TEST(LevelTest, IsFullWithoutPlaces) {
  EXPECT_EQ(LevelOf(Of(0, 0, 0), 90), Answer::LEVEL_FULL);
}

TEST(OccupancyFeedTest, BeginsWithASnapshot) {
  EXPECT_TRUE(OccupancyFeed(0).Take(Of(0, 0)));
  EXPECT_TRUE(OccupancyFeed(0).Take(Of(7, 3)));
  EXPECT_TRUE(OccupancyFeed(6).Take(Of(7, 3)));
}

TEST(OccupancyFeedTest, LeavesOutWhatTheCallerHasSeen) {
  OccupancyFeed feed(7);
  EXPECT_FALSE(feed.Take(Of(7, 3)));
  EXPECT_FALSE(feed.Take(Of(7, 3)));
  EXPECT_TRUE(feed.Take(Of(8, 4)));
}

TEST(OccupancyFeedTest, TellsEachChangeOnce) {
  OccupancyFeed feed(0);
  EXPECT_TRUE(feed.Take(Of(1, 1)));
  EXPECT_FALSE(feed.Take(Of(1, 1)));
  EXPECT_TRUE(feed.Take(Of(3, 1)));
  EXPECT_FALSE(feed.Take(Of(3, 1)));
}

TEST(OccupancyFeedTest, TellsAChangeOfTheLimit) {
  OccupancyFeed feed(7);
  EXPECT_FALSE(feed.Take(Of(7, 3, 10)));
  EXPECT_TRUE(feed.Take(Of(7, 3, 12)));
  EXPECT_FALSE(feed.Take(Of(7, 3, 12)));
  EXPECT_TRUE(feed.Take(Of(7, 3)));
}

TEST(OccupancyFeedTest, TellsOfADatabaseThatWentBack) {
  OccupancyFeed feed(7);
  EXPECT_TRUE(feed.Take(Of(5, 3)));
  EXPECT_TRUE(feed.Take(Of(4, 2)));
}

}  // namespace
}  // namespace rollcall::checkin
