#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "gtest/gtest.h"

#include "common/api/timestamp.h"
#include "tests/harness/sql.h"
#include "tests/reporting/hall.h"

// Watch time by day, where the event is.
namespace rollcall::reporting {
namespace {

using rollcall::testing::ExecuteSql;
using type::v1::MODE_ONLINE;

constexpr absl::Duration kHour = absl::Hours(1);
constexpr absl::Duration kSecond = absl::Seconds(1);

// An event of some days in a zone, and its panel, which is one night.
class DayTest : public ::testing::Test {
 protected:
  // The panel begins at ten in the evening of `day` and lasts so long.
  void Open(const std::string& zone, absl::CivilDay day,
            absl::Duration length) {
    ASSERT_TRUE(absl::LoadTimeZone(zone, &zone_));
    start_ = At(absl::CivilHour(day) + 22);
    registration::v1::Event event;
    event.set_time_zone(zone);
    RenderTime(At(day - 1), *event.mutable_start_time());
    RenderTime(At(day + 4), *event.mutable_end_time());
    hall_.Change(event, {"time_zone", "start_time", "end_time"});
    hall_.Move(Panel(), start_, start_ + length);
  }
  void Move(const std::string& zone) {
    registration::v1::Event event;
    event.set_time_zone(zone);
    hall_.Change(event, {"time_zone"});
  }

  absl::Time At(absl::CivilSecond local) const {
    return absl::FromCivil(local, zone_);
  }
  absl::Time start() const { return start_; }
  Hall& hall() { return hall_; }
  std::string Panel() { return hall_.Session("panel"); }
  std::string Register() { return hall_.forum().Register(MODE_ONLINE); }

  // The days of the person in a session, with their seconds.
  std::string DaysOf(const std::string& person,
                     const std::string& session = "panel") {
    return hall_.DaysOf(hall_.Session(session), person);
  }
  // The days on which anybody attended the panel, by the report: how many
  // people, and for how many seconds online.
  std::string ReportOfDays() {
    const auto report = hall_.Breakdown({v1::DIMENSION_DAY}, Panel());
    std::vector<std::string> days;
    for (const auto& row : report.rows()) {
      if (row.counts().attended_count() == 0) continue;
      days.push_back(absl::StrCat(row.values(0).value(), ": ",
                                  row.counts().attended_count(), " ",
                                  row.counts().online_duration().seconds()));
    }
    return absl::StrJoin(days, ", ");
  }
  absl::TimeZone zone() const { return zone_; }

  // What the days have to sum to.
  std::string SecondsOf(const std::string& person,
                        const std::string& session = "panel") {
    return ExecuteSql(
        absl::StrCat("SELECT online_seconds FROM rollcall.attendance WHERE ",
                     RowsOf(person, session)));
  }

 private:
  std::string RowsOf(const std::string& person, const std::string& session) {
    const std::string event =
        hall_.forum().name().substr(std::string("events/").size());
    return absl::StrCat("event_id = '", event, "' AND registration_id = '",
                        person.substr(person.rfind('/') + 1),
                        "' AND session_id = '", session, "'");
  }

  Hall hall_;
  absl::TimeZone zone_;
  absl::Time start_;
};

TEST_F(DayTest, SplitsANightAtMidnight) {
  Open("Asia/Shanghai", absl::CivilDay(2022, 9, 3), 6 * kHour);
  const std::string person = Register();
  hall().Watch(Panel(), person, start(), start() + 5 * kHour);
  EXPECT_EQ(DaysOf(person), "2022-09-03: 7200, 2022-09-04: 10800");
  EXPECT_EQ(DaysOf(person, "venue"), "2022-09-03: 7200, 2022-09-04: 10800");
  EXPECT_EQ(SecondsOf(person), "18000");
  // The person counts once.
  EXPECT_EQ(hall().Summary(Panel()).total().online_only_count(), 1);
  EXPECT_EQ(hall().Summary().total().attended_count(), 1);
}

TEST_F(DayTest, GivesMidnightToTheNextDay) {
  Open("Asia/Shanghai", absl::CivilDay(2022, 9, 3), 6 * kHour);
  const std::string before = Register();
  hall().Watch(Panel(), before, start() + kHour, start() + 2 * kHour);
  EXPECT_EQ(DaysOf(before), "2022-09-03: 3600");
  const std::string after = Register();
  hall().Watch(Panel(), after, start() + 2 * kHour, start() + 3 * kHour);
  EXPECT_EQ(DaysOf(after), "2022-09-04: 3600");
}

TEST_F(DayTest, CountsAnHourThatClocksLeaveOut) {
  Open("Europe/Berlin", absl::CivilDay(2021, 3, 27), 8 * kHour);
  const std::string person = Register();
  // Until seven in the morning.
  hall().Watch(Panel(), person, start(), start() + 8 * kHour);
  EXPECT_EQ(At(absl::CivilHour(2021, 3, 28, 7)), start() + 8 * kHour);
  EXPECT_EQ(DaysOf(person), "2021-03-27: 7200, 2021-03-28: 21600");
  EXPECT_EQ(SecondsOf(person), "28800");
  EXPECT_EQ(ReportOfDays(), "2021-03-27: 1 7200, 2021-03-28: 1 21600");
}

TEST_F(DayTest, CountsAnHourThatClocksRepeat) {
  Open("Europe/Berlin", absl::CivilDay(2021, 10, 30), 8 * kHour);
  const std::string person = Register();
  // Until five in the morning.
  hall().Watch(Panel(), person, start(), start() + 8 * kHour);
  EXPECT_EQ(At(absl::CivilHour(2021, 10, 31, 5)), start() + 8 * kHour);
  EXPECT_EQ(DaysOf(person), "2021-10-30: 7200, 2021-10-31: 21600");
  EXPECT_EQ(ReportOfDays(), "2021-10-30: 1 7200, 2021-10-31: 1 21600");
}

// The room is told by the day, too, and the person once per event.
TEST_F(DayTest, ReportsANightWhoseClocksChange) {
  Open("Europe/Berlin", absl::CivilDay(2021, 10, 30), 8 * kHour);
  const std::string inside = hall().forum().Register(type::v1::MODE_IN_PERSON);
  const std::string online = Register();
  const std::string both = hall().forum().Register(type::v1::MODE_IN_PERSON);
  // From half past two, in the hour that comes twice, to half past two.
  const absl::Time first = start() + 4 * kHour + kHour / 2;
  EXPECT_EQ(absl::ToCivilSecond(first, zone()),
            absl::CivilMinute(2021, 10, 31, 2, 30));
  EXPECT_EQ(absl::ToCivilSecond(first + kHour, zone()),
            absl::CivilMinute(2021, 10, 31, 2, 30));
  hall().Enter(Panel(), inside, start() + kHour);
  hall().Exit(Panel(), inside, first);
  hall().Watch(Panel(), online, first, first + kHour);
  hall().Enter(Panel(), both, start());
  hall().Exit(Panel(), both, start() + kHour);
  hall().Watch(Panel(), both, first, first + kHour);
  EXPECT_EQ(ReportOfDays(), "2021-10-30: 2 0, 2021-10-31: 3 7200");
  EXPECT_EQ(hall().Summary(Panel()).total().attended_count(), 3);
  EXPECT_EQ(hall().Summary(Panel()).total().online_duration().seconds(), 7200);
}

// A whole day of 25 hours between two others.
TEST_F(DayTest, KnowsHowLongADayIs) {
  Open("Europe/Berlin", absl::CivilDay(2022, 10, 29), 51 * kHour);
  const std::string person = Register();
  hall().Watch(Panel(), person, start(), start() + 51 * kHour);
  EXPECT_EQ(DaysOf(person),
            "2022-10-29: 7200, 2022-10-30: 90000, 2022-10-31: 86400");
  EXPECT_EQ(SecondsOf(person), "183600");
}

// At one o'clock it is midnight once more.
TEST_F(DayTest, BeginsADayAtTheFirstOfTwoMidnights) {
  Open("America/Havana", absl::CivilDay(2022, 11, 5), 6 * kHour);
  const std::string person = Register();
  hall().Watch(Panel(), person, start(), start() + 5 * kHour);
  EXPECT_EQ(DaysOf(person), "2022-11-05: 7200, 2022-11-06: 10800");
}

// At midnight it is one o'clock.
TEST_F(DayTest, BeginsADayWithoutMidnightLater) {
  Open("America/Sao_Paulo", absl::CivilDay(2017, 10, 14), 6 * kHour);
  const std::string person = Register();
  hall().Watch(Panel(), person, start(), start() + 5 * kHour);
  EXPECT_EQ(DaysOf(person), "2017-10-14: 7200, 2017-10-15: 10800");
}

// At midnight it is eleven once more.
TEST_F(DayTest, EndsADayAfterItsSecondLastHour) {
  Open("America/Sao_Paulo", absl::CivilDay(2018, 2, 17), 6 * kHour);
  const std::string person = Register();
  hall().Watch(Panel(), person, start(), start() + 5 * kHour);
  EXPECT_EQ(DaysOf(person), "2018-02-17: 10800, 2018-02-18: 7200");
}

TEST_F(DayTest, SumsFractionsToTheWhole) {
  Open("Asia/Shanghai", absl::CivilDay(2022, 9, 3), 6 * kHour);
  const std::string person = Register();
  const absl::Time midnight = start() + 2 * kHour;
  hall().Watch(Panel(), person, midnight - absl::Milliseconds(2500),
               midnight + absl::Milliseconds(3700));
  EXPECT_EQ(SecondsOf(person), "6");
  EXPECT_EQ(DaysOf(person), "2022-09-03: 2, 2022-09-04: 4");
  const std::string brief = Register();
  hall().Watch(Panel(), brief, midnight - absl::Milliseconds(500),
               midnight + absl::Milliseconds(499));
  EXPECT_EQ(SecondsOf(brief), "0");
  EXPECT_EQ(DaysOf(brief), "none");
}

TEST_F(DayTest, CountsDevicesAndSessionsOnce) {
  Open("Asia/Shanghai", absl::CivilDay(2022, 9, 3), 6 * kHour);
  const std::string person = Register();
  hall().Watch(Panel(), person, start() + kHour, start() + 3 * kHour);
  hall().Watch(Panel(), person, start() + 2 * kHour, start() + 4 * kHour);
  hall().Watch(hall().Session("venue"), person, start(), start() + 2 * kHour);
  hall().Watch(Panel(), person, start() + 5 * kHour, start() + 8 * kHour);
  EXPECT_EQ(DaysOf(person), "2022-09-03: 3600, 2022-09-04: 10800");
  EXPECT_EQ(DaysOf(person, "venue"), "2022-09-03: 7200, 2022-09-04: 10800");
}

TEST_F(DayTest, FollowsTheHoursOfTheSession) {
  Open("Asia/Shanghai", absl::CivilDay(2022, 9, 3), 6 * kHour);
  const std::string person = Register();
  hall().Watch(Panel(), person, start(), start() + 5 * kHour);
  const std::string days = DaysOf(person);
  hall().Move(Panel(), start(), start() + 2 * kHour);
  EXPECT_EQ(DaysOf(person), "2022-09-03: 7200");
  EXPECT_EQ(DaysOf(person, "venue"), "2022-09-03: 7200");
  hall().Move(Panel(), start() + 5 * kHour, start() + 6 * kHour);
  EXPECT_EQ(DaysOf(person), "none");
  hall().Move(Panel(), start(), start() + 6 * kHour);
  EXPECT_EQ(DaysOf(person), days);
}

TEST_F(DayTest, FollowsTheZoneOfTheEvent) {
  Open("Asia/Shanghai", absl::CivilDay(2022, 9, 3), 6 * kHour);
  const std::string person = Register();
  hall().Watch(Panel(), person, start(), start() + 5 * kHour);
  const std::string days = DaysOf(person);
  // From 14:00 to 19:00 there.
  Move("UTC");
  EXPECT_EQ(DaysOf(person), "2022-09-03: 18000");
  EXPECT_EQ(DaysOf(person, "venue"), "2022-09-03: 18000");
  Move("Pacific/Auckland");
  EXPECT_EQ(DaysOf(person), "2022-09-04: 18000");
  Move("Asia/Shanghai");
  EXPECT_EQ(DaysOf(person), days);
}

TEST_F(DayTest, HasNoDayOfARoom) {
  const std::string person = hall().forum().Register(type::v1::MODE_IN_PERSON);
  hall().Enter(Panel(), person, hall().At(2 * kHour + kSecond));
  EXPECT_EQ(DaysOf(person), "none");
  EXPECT_EQ(DaysOf(person, "venue"), "none");
}

}  // namespace
}  // namespace rollcall::reporting
