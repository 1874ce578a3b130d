#include "clients/presence/time_text.h"

#include <optional>

#include "gtest/gtest.h"

namespace rollcall::presence {
namespace {

constexpr auto kMonthFirst = DateOrder::kMonthFirst;
constexpr auto kDayFirst = DateOrder::kDayFirst;

absl::Time At(int hour, int minute, int second = 0) {
  return absl::FromCivil(absl::CivilSecond(2022, 9, 3, hour, minute, second),
                         absl::UTCTimeZone());
}

TEST(ParseTimeText, ReadsWhatPlatformsWrite) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  for (const auto order :
       {std::optional<DateOrder>(), std::optional(kMonthFirst)}) {
    const auto read = [&](const char* text) {
      return ParseTimeText(text, utc, order);
    };
    EXPECT_EQ(read("2022-09-03T11:02:10Z"), At(11, 2, 10));
    EXPECT_EQ(read("2022-09-03T11:02:10+08:00"), At(3, 2, 10));
    EXPECT_EQ(read("2022-09-03 11:02:10"), At(11, 2, 10));
    EXPECT_EQ(read("09/03/2022 11:02:10 PM"), At(23, 2, 10));
    EXPECT_EQ(read("9/3/2022 11:02 AM"), At(11, 2));
    EXPECT_EQ(read("09/03/2022 23:02"), At(23, 2));
  }
}

TEST(ParseTimeText, ReadsDatesInTheOrderThatIsSaid) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  EXPECT_EQ(ParseTimeText("03/09/2022 11:02 AM", utc, kDayFirst), At(11, 2));
  EXPECT_EQ(ParseTimeText("3/9/2022 23:02:10", utc, kDayFirst), At(23, 2, 10));
  EXPECT_EQ(ParseTimeText("2022-09-03 11:02", utc, kDayFirst), At(11, 2));
  const char* const day_first = "25/09/2022 11:02";
  EXPECT_EQ(ParseTimeText(day_first, utc, kMonthFirst), std::nullopt);
  EXPECT_EQ(ParseTimeText(day_first, utc, kDayFirst),
            ParseTimeText("09/25/2022 11:02", utc, kMonthFirst));
  EXPECT_EQ(ParseTimeText(day_first, utc, std::nullopt),
            ParseTimeText("2022-09-25 11:02", utc, std::nullopt));
}

TEST(NeedsDateOrder, IsTrueOfDatesWithTwoMeanings) {
  EXPECT_TRUE(NeedsDateOrder("03/09/2022 11:02 AM"));
  EXPECT_TRUE(NeedsDateOrder("3/9/2022 11:02"));
  for (const char* text : {"25/09/2022 11:02", "09/25/2022 11:02",
                           "09/09/2022 11:02", "2022-09-03 11:02", "soon"}) {
    EXPECT_FALSE(NeedsDateOrder(text)) << text;
  }
}

TEST(ParseTimeText, TakesTheZoneForTimesWithoutOne) {
  const absl::TimeZone east = absl::FixedTimeZone(8 * 3600);
  EXPECT_EQ(ParseTimeText("2022-09-03 11:00", east, kDayFirst), At(3, 0));
  EXPECT_EQ(ParseTimeText("09/03/2022 11:00", east, kMonthFirst), At(3, 0));
  EXPECT_EQ(ParseTimeText("2022-09-03T11:00:00Z", east, kDayFirst), At(11, 0));
}

TEST(ParseTimeText, ReadsNothingElse) {
  for (const char* text : {"", "soon", "2022-13-03 11:00", "2022-09-03",
                           "infinite-future", "09/03/2022 25:00"}) {
    EXPECT_EQ(ParseTimeText(text, absl::UTCTimeZone(), std::nullopt),
              std::nullopt)
        << text;
  }
}

TEST(ParseDurationText, ReadsMinutesClocksAndUnits) {
  EXPECT_EQ(ParseDurationText("95"), absl::Minutes(95));
  EXPECT_EQ(ParseDurationText("0.5"), absl::Seconds(30));
  EXPECT_EQ(ParseDurationText("1:35:10"),
            absl::Minutes(95) + absl::Seconds(10));
  EXPECT_EQ(ParseDurationText("1h 35m 10s"),
            absl::Minutes(95) + absl::Seconds(10));
  for (const char* text : {"", "-1", "1:60:00", "nan", "inf", "long"}) {
    EXPECT_EQ(ParseDurationText(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace rollcall::presence
