#include "services/checkin/connection.h"

#include <algorithm>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rollcall::checkin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::PresenceEvent;

absl::Time At(int minutes) {
  return absl::UnixEpoch() + absl::Hours(10) + absl::Minutes(minutes);
}

ConnectionEvent Join(int minute, const std::string& id) {
  return {PresenceEvent::KIND_JOIN, At(minute), id};
}

ConnectionEvent Leave(int minute, const std::string& id) {
  return {PresenceEvent::KIND_LEAVE, At(minute), id};
}

TEST(FoldConnectionTest, MakesAnIntervalOfAJoinAndALeave) {
  EXPECT_THAT(FoldConnection({Join(0, "a"), Leave(20, "b")}),
              ElementsAre(Interval{At(0), At(20)}));
}

TEST(FoldConnectionTest, LetsALeaveWaitForItsJoin) {
  EXPECT_THAT(FoldConnection({Leave(20, "b")}), IsEmpty());
  EXPECT_THAT(FoldConnection({Leave(20, "b"), Join(0, "a")}),
              ElementsAre(Interval{At(0), At(20)}));
}

TEST(FoldConnectionTest, IgnoresARepeatedJoin) {
  EXPECT_THAT(FoldConnection({Join(0, "a"), Join(5, "b"), Leave(20, "c")}),
              ElementsAre(Interval{At(0), At(20)}));
}

TEST(FoldConnectionTest, NeverClosesANewerJoinWithAnOlderLeave) {
  EXPECT_THAT(
      FoldConnection(
          {Join(0, "a"), Leave(20, "b"), Join(21, "c"), Leave(20, "d")}),
      ElementsAre(Interval{At(0), At(20)}, Interval{At(21), std::nullopt}));
}

TEST(FoldConnectionTest, KeepsAnIntervalWithoutLength) {
  EXPECT_THAT(FoldConnection({Leave(0, "a"), Join(0, "b")}),
              ElementsAre(Interval{At(0), At(0)}));
}

TEST(FoldConnectionTest, GivesTheSameForEveryOrder) {
  std::mt19937_64 random(20220903);
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE(round);
    std::vector<ConnectionEvent> events;
    for (int i = 0; i < 8; ++i) {
      // Few minutes, so that equal times are common.
      const int minute = static_cast<int>(random() % 5);
      const std::string id(1, static_cast<char>('a' + i));
      events.push_back(random() % 2 == 0 ? Join(minute, id)
                                         : Leave(minute, id));
    }
    const auto expected = FoldConnection(events);
    for (int shuffle = 0; shuffle < 20; ++shuffle) {
      std::shuffle(events.begin(), events.end(), random);
      EXPECT_EQ(FoldConnection(events), expected);
    }
  }
}

}  // namespace
}  // namespace rollcall::checkin
