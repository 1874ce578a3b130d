#include "common/attendance/time_ranges.h"

#include <algorithm>
#include <random>

#include "gtest/gtest.h"

namespace rollcall::attendance {
namespace {

TimeRange Range(int start, int end) {
  return {absl::FromUnixSeconds(start), absl::FromUnixSeconds(end)};
}

TEST(Unite, JoinsWhatOverlapsOrTouches) {
  EXPECT_EQ(Unite({Range(10, 30), Range(20, 40)}), TimeRanges{Range(10, 40)});
  EXPECT_EQ(Unite({Range(10, 50), Range(20, 30)}), TimeRanges{Range(10, 50)});
  EXPECT_EQ(Unite({Range(10, 20), Range(20, 30)}), TimeRanges{Range(10, 30)});
  EXPECT_EQ(Unite({Range(30, 40), Range(10, 20)}),
            (TimeRanges{Range(10, 20), Range(30, 40)}));
}

TEST(Unite, LeavesOutWhatEndsBeforeItBegins) {
  EXPECT_EQ(Unite({Range(40, 30)}), TimeRanges());
  EXPECT_EQ(Unite({Range(30, 30), Range(10, 20)}), TimeRanges{Range(10, 20)});
}

TEST(Unite, KeepsWhatHasNoEnd) {
  const TimeRange open = {absl::FromUnixSeconds(20), absl::InfiniteFuture()};
  EXPECT_EQ(Unite({open, Range(10, 30), Range(40, 50)}),
            (TimeRanges{{absl::FromUnixSeconds(10), absl::InfiniteFuture()}}));
}

// By asking of each second whether it is in some range.
TEST(Unite, IsTheUnionInAnyOrder) {
  std::mt19937_64 random(20220903);
  for (int round = 0; round < 1000; ++round) {
    std::vector<TimeRange> ranges;
    for (size_t i = random() % 8; i > 0; --i) {
      const int start = static_cast<int>(random() % 40);
      ranges.push_back(Range(start, start + static_cast<int>(random() % 12)));
    }
    std::vector<bool> is_in(60);
    for (const auto& [start, end] : ranges) {
      for (absl::Time t = start; t < end; t += absl::Seconds(1)) {
        is_in[absl::ToUnixSeconds(t)] = true;
      }
    }
    const TimeRanges united = Unite(ranges);
    std::shuffle(ranges.begin(), ranges.end(), random);
    EXPECT_EQ(Unite(ranges), united);
    EXPECT_EQ(absl::ToInt64Seconds(LengthOf(united)),
              std::count(is_in.begin(), is_in.end(), true));
    for (size_t i = 1; i < united.size(); ++i) {
      EXPECT_LT(united[i - 1].second, united[i].first);
    }
    for (const auto& [start, end] : united) {
      EXPECT_TRUE(is_in[absl::ToUnixSeconds(start)]);
      EXPECT_TRUE(is_in[absl::ToUnixSeconds(end) - 1]);
      EXPECT_FALSE(is_in[absl::ToUnixSeconds(end)]);
    }
  }
}

}  // namespace
}  // namespace rollcall::attendance
