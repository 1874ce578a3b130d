#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/harness/sql.h"
#include "tests/reporting/hall.h"

// By what rule of an event people have attended.
namespace rollcall::reporting {
namespace {

using checkin::v1::Decision;
using registration::v1::AttendanceRule;
using rollcall::testing::ExecuteSql;
using type::v1::MODE_IN_PERSON;

constexpr absl::Duration kHour = absl::Hours(1);
constexpr absl::Duration kMinute = absl::Minutes(1);
constexpr absl::Duration kSecond = absl::Seconds(1);
constexpr absl::Duration kPanelStart = absl::Hours(2);

AttendanceRule ByPercentage(int present, int partial) {
  AttendanceRule rule;
  rule.set_measure(AttendanceRule::MEASURE_PERCENT_OF_SCHEDULED);
  rule.set_present_percent(present);
  rule.set_partial_percent(partial);
  return rule;
}

// Whoever watches for 60 s is PRESENT.
AttendanceRule ByDuration(int partial_seconds) {
  AttendanceRule rule;
  if (partial_seconds > 0) {
    rule.mutable_partial_duration()->set_seconds(partial_seconds);
  }
  return rule;
}

// An event of nine hours with a panel of 60 minutes.
class RuleTest : public ::testing::Test {
 protected:
  RuleTest() { MovePanel(kHour); }

  Hall& hall() { return hall_; }

  void Set(const AttendanceRule& rule) {
    registration::v1::Event event;
    *event.mutable_attendance_rule() = rule;
    hall_.Change(event, {"attendance_rule"});
  }
  void MovePanel(absl::Duration length) {
    hall_.Move(hall_.Session("panel"), hall_.At(kPanelStart),
               hall_.At(kPanelStart + length));
  }

  // Somebody who watches a session for so long, from `start` on.
  std::string Watcher(absl::Duration length,
                      const std::string& session = "panel",
                      absl::Duration start = kPanelStart) {
    std::string person = hall_.forum().Register(MODE_IN_PERSON);
    Watch(person, length, session, start);
    return person;
  }
  void Watch(const std::string& person, absl::Duration length,
             const std::string& session = "panel",
             absl::Duration start = kPanelStart) {
    hall_.Watch(hall_.Session(session), person, hall_.At(start),
                hall_.At(start + length));
  }
  void Enter(const std::string& person, const std::string& session = "panel") {
    EXPECT_EQ(
        hall_.Enter(hall_.Session(session), person, hall_.At(kPanelStart)),
        Decision::OUTCOME_ADMITTED);
  }

  // What the person counts as; empty where there is nothing to count.
  std::string BucketOf(const std::string& person,
                       const std::string& session = "panel") {
    return ExecuteSql(absl::StrCat(
        "SELECT bucket FROM rollcall.attendance WHERE event_id = '", Event(),
        "' AND registration_id = '", person.substr(person.rfind('/') + 1),
        "' AND session_id = '", session, "'"));
  }
  v1::Counts CountsOf(const std::string& session) {
    return hall_.Summary(hall_.Session(session)).total();
  }

  // Everything that was recorded.
  std::string Facts() {
    std::string facts;
    for (const char* table :
         {"decision", "presence_event", "presence_interval"}) {
      absl::StrAppend(&facts,
                      ExecuteSql(absl::StrCat(
                          "SELECT string_agg(t::text, E'\\n' ORDER BY "
                          "t::text) FROM rollcall.",
                          table, " t WHERE event_id = '", Event(), "'")));
    }
    return facts;
  }
  // Everything that is counted, people by people and in sum.
  std::string Derived() { return Rows("attendance") + Days() + Rollup(); }
  std::string Days() {
    return ExecuteSql(absl::StrCat(
        "SELECT string_agg(part, E'\\n' ORDER BY part) FROM (SELECT "
        "concat_ws('|', session_id, day, sum(online_seconds)) AS part FROM "
        "rollcall.attendance_rollup WHERE day > '-infinity' AND event_id = '",
        Event(),
        "' GROUP BY session_id, day HAVING sum(online_seconds) <> 0) AS days"));
  }
  std::string Rollup() {
    return ExecuteSql(absl::StrCat(
        "SELECT string_agg(cell, E'\\n' ORDER BY cell) FROM (SELECT "
        "concat_ws('|', session_id, country_code, sector_id, delegation_id, "
        "mode, state, bucket, sum(person_count), sum(online_seconds)) AS cell "
        "FROM rollcall.attendance_rollup WHERE day = '-infinity' AND event_id "
        "= '",
        Event(),
        "' GROUP BY session_id, country_code, sector_id, delegation_id, mode, "
        "state, bucket HAVING sum(person_count) <> 0 OR sum(online_seconds) "
        "<> 0) AS cells"));
  }
  // What Rollup() is, recounted from the people.
  std::string Recount() {
    return ExecuteSql(absl::StrCat(
        "SELECT string_agg(cell, E'\\n' ORDER BY cell) FROM (SELECT "
        "concat_ws('|', session_id, country_code, sector_id, delegation_id, "
        "mode, state, bucket, count(*), sum(online_seconds)) AS cell "
        "FROM rollcall.attendance WHERE event_id = '",
        Event(),
        "' GROUP BY session_id, country_code, sector_id, delegation_id, mode, "
        "state, bucket) AS cells"));
  }

 private:
  std::string Event() {
    return hall_.forum().name().substr(std::string("events/").size());
  }
  std::string Rows(const std::string& table) {
    return ExecuteSql(absl::StrCat(
        "SELECT string_agg(t::text, E'\\n' ORDER BY t::text) FROM rollcall.",
        table, " t WHERE event_id = '", Event(), "'"));
  }

  Hall hall_;
};

TEST_F(RuleTest, JudgesByThePercentageOfTheAgenda) {
  Set(ByPercentage(75, 50));
  const std::vector<std::pair<absl::Duration, std::string>> expected = {
      {29 * kMinute, "NONE"},
      {30 * kMinute - kSecond, "NONE"},
      {30 * kMinute - absl::Microseconds(1), "NONE"},
      {30 * kMinute, "PARTIAL"},
      {45 * kMinute - kSecond, "PARTIAL"},
      {45 * kMinute - absl::Microseconds(1), "PARTIAL"},
      {45 * kMinute, "ONLINE_ONLY"},
      {60 * kMinute, "ONLINE_ONLY"}};
  for (const auto& [length, bucket] : expected) {
    const std::string person = Watcher(length);
    EXPECT_EQ(BucketOf(person, "panel"), bucket) << length;
    EXPECT_EQ(BucketOf(person, "venue"), bucket) << length;
  }
  for (const std::string session : {"panel", "venue"}) {
    const v1::Counts counts = CountsOf(session);
    EXPECT_EQ(counts.registered_count(), 8);
    EXPECT_EQ(counts.attended_count(), 2);
    EXPECT_EQ(counts.online_only_count(), 2);
    EXPECT_EQ(counts.partial_count(), 3);
    EXPECT_EQ(counts.no_show_count(), 6);
  }
}

TEST_F(RuleTest, JudgesByOneSetOfSecondsAndAnother) {
  Set(ByDuration(30));
  const std::vector<std::pair<absl::Duration, std::string>> expected = {
      {29 * kSecond, "NONE"},
      {30 * kSecond, "PARTIAL"},
      {59 * kSecond, "PARTIAL"},
      {60 * kSecond, "ONLINE_ONLY"}};
  for (const auto& [length, bucket] : expected) {
    const std::string person = Watcher(length);
    EXPECT_EQ(BucketOf(person, "panel"), bucket) << length;
    EXPECT_EQ(BucketOf(person, "venue"), bucket) << length;
  }
}

TEST_F(RuleTest, CountsNobodyAsPartialUnlessItSaysSo) {
  for (const AttendanceRule& rule : {ByDuration(0), ByPercentage(75, 0)}) {
    Set(rule);
    EXPECT_EQ(BucketOf(Watcher(59 * kSecond)), "NONE");
  }
}

TEST_F(RuleTest, AddsUpDevicesAndCutsToTheHoursOfTheSession) {
  Set(ByPercentage(75, 50));
  const std::string person = Watcher(20 * kMinute);
  Watch(person, 20 * kMinute, "panel", kPanelStart + 10 * kMinute - kSecond);
  EXPECT_EQ(BucketOf(person), "NONE");
  Watch(person, kHour, "panel", kPanelStart - kHour + kSecond);
  EXPECT_EQ(BucketOf(person), "NONE");
  Watch(person, kHour, "panel", kPanelStart + kHour - kSecond);
  EXPECT_EQ(BucketOf(person), "PARTIAL");
}

TEST_F(RuleTest, CountsWhatHasNoEndToTheEndOfTheSession) {
  Set(ByPercentage(75, 50));
  const std::string person = hall().forum().Register(MODE_IN_PERSON);
  hall().Join(hall().Session("panel"), person,
              hall().At(kPanelStart + 16 * kMinute));
  EXPECT_EQ(BucketOf(person), "PARTIAL");
  hall().Join(hall().Session("panel"), person,
              hall().At(kPanelStart + 14 * kMinute));
  EXPECT_EQ(BucketOf(person), "ONLINE_ONLY");
}

TEST_F(RuleTest, TakesAnAdmissionForEnough) {
  Set(ByPercentage(75, 50));
  const std::string person = hall().forum().Register(MODE_IN_PERSON);
  Enter(person);
  hall().Exit(hall().Session("panel"), person, hall().At(kPanelStart));
  EXPECT_EQ(BucketOf(person), "IN_PERSON_ONLY");
  Watch(person, 30 * kMinute);
  EXPECT_EQ(BucketOf(person), "IN_PERSON_ONLY");
  Watch(person, 45 * kMinute);
  EXPECT_EQ(BucketOf(person), "BOTH");
  EXPECT_EQ(BucketOf(person, "venue"), "BOTH");
}

TEST_F(RuleTest, TakesAnArrivalOutOfTheBucketThatItFinds) {
  Set(ByPercentage(75, 50));
  const std::string absent = Watcher(29 * kMinute);
  const std::string partial = Watcher(30 * kMinute);
  const std::string online = Watcher(45 * kMinute);
  // At the event as a whole it is no first arrival.
  const std::string guest = Watcher(31 * kMinute);
  Enter(guest, "venue");
  EXPECT_EQ(BucketOf(guest, "panel"), "PARTIAL");
  EXPECT_EQ(BucketOf(guest, "venue"), "IN_PERSON_ONLY");
  for (const std::string& person : {absent, partial, online, guest}) {
    Enter(person);
    EXPECT_EQ(Rollup(), Recount());
  }
  for (const std::string session : {"panel", "venue"}) {
    EXPECT_EQ(BucketOf(absent, session), "IN_PERSON_ONLY");
    EXPECT_EQ(BucketOf(partial, session), "IN_PERSON_ONLY");
    EXPECT_EQ(BucketOf(online, session), "BOTH");
    EXPECT_EQ(BucketOf(guest, session), "IN_PERSON_ONLY");
    EXPECT_EQ(CountsOf(session).partial_count(), 0);
  }
  // Deriving everybody anew finds nothing else.
  const std::string counted = Derived();
  Set(ByPercentage(75, 49));
  EXPECT_EQ(Derived(), counted);
}

TEST_F(RuleTest, DerivesEverybodyAnewAndTouchesNoFact) {
  std::vector<std::string> people;
  for (const int minutes : {0, 1, 29, 30, 44, 45, 60}) {
    people.push_back(Watcher(minutes * kMinute));
    people.push_back(Watcher(minutes * kMinute));
    Enter(people.back());
    people.push_back(Watcher(minutes * kMinute, "venue"));
  }
  Watch(people.front(), kHour, "venue", 7 * kHour);
  const std::vector<AttendanceRule> rules = {
      ByDuration(0), ByDuration(59), ByPercentage(75, 50), ByPercentage(100, 0),
      ByPercentage(1, 1)};
  const std::string facts = Facts();
  const std::string days = Days();
  std::vector<std::string> derived;
  for (const AttendanceRule& rule : rules) {
    Set(rule);
    derived.push_back(Derived());
    EXPECT_EQ(Rollup(), Recount());
    EXPECT_EQ(Days(), days);
  }
  EXPECT_NE(derived[0], derived[2]);
  EXPECT_NE(derived[2], derived[3]);
  EXPECT_NE(derived[3], derived[4]);
  for (const size_t i : {2, 0, 3, 1, 4, 2}) {
    Set(rules[i]);
    EXPECT_EQ(Derived(), derived[i]) << i;
  }
  EXPECT_EQ(Facts(), facts);
}

// The event as a whole is one of the sessions, and all of them together.
TEST_F(RuleTest, JudgesTheEventBySessionsAndByItsLength) {
  Set(ByPercentage(75, 50));
  // 6 h 45 min of 9 h, no more than half of the panel among them.
  const auto watch = [this](absl::Duration less) {
    std::string person = Watcher(30 * kMinute);
    Watch(person, 2 * kHour, "venue", absl::ZeroDuration());
    Watch(person, 4 * kHour + 15 * kMinute - less, "venue", 3 * kHour);
    return person;
  };
  const std::string person = watch(absl::ZeroDuration());
  EXPECT_EQ(BucketOf(person, "panel"), "PARTIAL");
  EXPECT_EQ(BucketOf(person, "venue"), "ONLINE_ONLY");
  const std::string less = watch(kSecond);
  EXPECT_EQ(BucketOf(less, "venue"), "PARTIAL");
}

TEST_F(RuleTest, FollowsTheLengthOfASession) {
  Set(ByPercentage(75, 50));
  const std::string person = Watcher(45 * kMinute);
  const std::string derived = Derived();
  MovePanel(kHour + kSecond);
  EXPECT_EQ(BucketOf(person, "panel"), "PARTIAL");
  EXPECT_EQ(BucketOf(person, "venue"), "PARTIAL");
  MovePanel(2 * kHour);
  EXPECT_EQ(BucketOf(person, "panel"), "NONE");
  EXPECT_EQ(BucketOf(person, "venue"), "NONE");
  MovePanel(kHour);
  EXPECT_EQ(Derived(), derived);
}

// Also for whom only other sessions have seen.
TEST_F(RuleTest, FollowsTheLengthOfTheEvent) {
  Set(ByPercentage(75, 50));
  const auto move = [this](absl::Duration start, absl::Duration end) {
    registration::v1::Event event;
    event.mutable_start_time()->set_seconds(
        absl::ToUnixSeconds(hall().At(start)));
    event.mutable_end_time()->set_seconds(absl::ToUnixSeconds(hall().At(end)));
    hall().Change(event, {"start_time", "end_time"});
  };
  const std::string person = Watcher(30 * kMinute);
  const std::string derived = Derived();
  EXPECT_EQ(BucketOf(person, "venue"), "PARTIAL");
  move(kPanelStart, kPanelStart + 40 * kMinute);
  EXPECT_EQ(BucketOf(person, "panel"), "PARTIAL");
  EXPECT_EQ(BucketOf(person, "venue"), "ONLINE_ONLY");
  move(absl::ZeroDuration(), 9 * kHour);
  EXPECT_EQ(Derived(), derived);
}

TEST_F(RuleTest, ShowsPartialInEveryRow) {
  Set(ByPercentage(75, 50));
  Watcher(30 * kMinute);
  Watcher(45 * kMinute);
  hall().forum().Register(MODE_IN_PERSON, "KE");
  for (const std::string session : {"panel", "venue"}) {
    const auto summary = hall().Summary(hall().Session(session));
    EXPECT_EQ(summary.country_count(), 1);
    const auto breakdown =
        hall().Breakdown({v1::DIMENSION_COUNTRY}, hall().Session(session));
    ASSERT_EQ(breakdown.rows_size(), 2);
    EXPECT_EQ(Text(breakdown.total()), Text(summary.total()));
    EXPECT_EQ(breakdown.rows(0).counts().partial_count(), 1);
    EXPECT_EQ(breakdown.rows(0).counts().attended_count(), 1);
    EXPECT_EQ(breakdown.rows(0).counts().no_show_count(), 1);
    EXPECT_EQ(breakdown.rows(1).counts().partial_count(), 0);
    EXPECT_EQ(breakdown.rows(1).counts().no_show_count(), 1);
  }
}

}  // namespace
}  // namespace rollcall::reporting
