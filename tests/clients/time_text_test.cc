#include "clients/presence/time_text.h"

#include "gtest/gtest.h"

namespace rollcall::presence {
namespace {

absl::Time At(int hour, int minute, int second = 0) {
  return absl::FromCivil(absl::CivilSecond(2022, 9, 3, hour, minute, second),
                         absl::UTCTimeZone());
}

TEST(ParseTimeText, ReadsWhatPlatformsWrite) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  EXPECT_EQ(ParseTimeText("2022-09-03T11:02:10Z", utc), At(11, 2, 10));
  EXPECT_EQ(ParseTimeText("2022-09-03T11:02:10+08:00", utc), At(3, 2, 10));
  EXPECT_EQ(ParseTimeText("2022-09-03 11:02:10", utc), At(11, 2, 10));
  EXPECT_EQ(ParseTimeText("09/03/2022 11:02:10 PM", utc), At(23, 2, 10));
  EXPECT_EQ(ParseTimeText("9/3/2022 11:02 AM", utc), At(11, 2));
  EXPECT_EQ(ParseTimeText("09/03/2022 23:02", utc), At(23, 2));
}

TEST(ParseTimeText, TakesTheZoneForTimesWithoutOne) {
  const absl::TimeZone east = absl::FixedTimeZone(8 * 3600);
  EXPECT_EQ(ParseTimeText("2022-09-03 11:00", east), At(3, 0));
  EXPECT_EQ(ParseTimeText("2022-09-03T11:00:00Z", east), At(11, 0));
}

TEST(ParseTimeText, ReadsNothingElse) {
  for (const char* text : {"", "soon", "2022-13-03 11:00", "2022-09-03",
                           "infinite-future", "09/03/2022 25:00"}) {
    EXPECT_EQ(ParseTimeText(text, absl::UTCTimeZone()), std::nullopt) << text;
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
