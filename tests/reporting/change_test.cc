#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/api/timestamp.h"
#include "tests/harness/calls.h"
#include "tests/harness/sql.h"
#include "tests/reporting/hall.h"

// What becomes of attendance when the times and the rules of an event change.
namespace rollcall::reporting {
namespace {

using registration::v1::RegistrationService;
using registration::v1::UpdateEventRequest;
using registration::v1::UpdateEventResponse;
using registration::v1::UpdateSessionRequest;
using registration::v1::UpdateSessionResponse;
using rollcall::testing::Call;
using rollcall::testing::ExecuteSql;
using rollcall::testing::ReasonOf;
using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;

constexpr absl::Duration kHour = absl::Hours(1);
constexpr absl::Duration kPanelStart = absl::Hours(2);
constexpr absl::Duration kPanelEnd = absl::Hours(4);

class ChangeTest : public ::testing::Test {
 protected:
  Hall& hall() { return hall_; }

  // Changes of the agenda go through one of two instances.
  void MovePanel(absl::Duration start, absl::Duration end, int instance = 0) {
    UpdateSessionRequest request;
    UpdateSessionResponse response;
    request.mutable_session()->set_name(hall_.Session("panel"));
    RenderTime(hall_.At(start),
               *request.mutable_session()->mutable_start_time());
    RenderTime(hall_.At(end), *request.mutable_session()->mutable_end_time());
    const grpc::Status status =
        Call(StubOf(instance), &RegistrationService::Stub::UpdateSession,
             request, &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status);
  }
  void MoveEvent(absl::Duration start, absl::Duration end) {
    UpdateEventRequest request;
    RenderTime(hall_.At(start), *request.mutable_event()->mutable_start_time());
    RenderTime(hall_.At(end), *request.mutable_event()->mutable_end_time());
    Update(request, 0);
  }
  void AskFor(absl::Duration threshold, int instance = 0) {
    UpdateEventRequest request;
    request.mutable_event()->mutable_online_attendance_threshold()->set_seconds(
        absl::ToInt64Seconds(threshold));
    Update(request, instance);
  }

  // PRESENT from this percentage of a session on, PARTIAL from 25 % on.
  void AskForPercent(int percent, int instance) {
    UpdateEventRequest request;
    auto& rule = *request.mutable_event()->mutable_attendance_rule();
    rule.set_measure(
        registration::v1::AttendanceRule::MEASURE_PERCENT_OF_SCHEDULED);
    rule.set_present_percent(percent);
    rule.set_partial_percent(25);
    Update(request, instance);
  }

  std::string Counts(const std::string& session) {
    return Text(hall_.Summary(hall_.Session(session)).total());
  }
  // The watch time that is counted for a session.
  std::string Minutes(const std::string& session) {
    return ExecuteSql(absl::StrCat("SELECT (sum(online_seconds) / 60)::bigint",
                                   " FROM rollcall.attendance_rollup",
                                   " WHERE day = '-infinity' AND event_id = '",
                                   Event(), "' AND session_id = '", session,
                                   "'"));
  }
  // All that was recorded.
  std::string Facts() {
    std::string facts;
    for (const char* table :
         {"decision", "presence_event", "presence_interval"}) {
      absl::StrAppend(
          &facts, ExecuteSql(absl::StrCat(
                      "SELECT count(*) || md5(string_agg(t::text, ',' ORDER BY"
                      " t::text)) FROM rollcall.",
                      table, " t WHERE event_id = '", Event(), "'")));
    }
    return facts;
  }

 private:
  std::string Event() {
    return hall_.forum().name().substr(std::string("events/").size());
  }
  RegistrationService::Stub& StubOf(int instance) {
    return instance % 2 == 0 ? hall_.registrations() : other_.stub();
  }
  void Update(UpdateEventRequest& request, int instance) {
    UpdateEventResponse response;
    request.mutable_event()->set_name(hall_.forum().name());
    const grpc::Status status =
        Call(StubOf(instance), &RegistrationService::Stub::UpdateEvent, request,
             &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status);
  }

  Hall hall_;
  RegistrationServer other_;
};

TEST_F(ChangeTest, ShrinksAndGrowsWatchTimeWithItsSession) {
  const std::string both = hall().forum().Register(MODE_IN_PERSON);
  const std::string late = hall().forum().Register(MODE_ONLINE);
  const std::string panel = hall().Session("panel");
  hall().Enter(panel, both, hall().At(kPanelStart));
  hall().Watch(panel, both, hall().At(kPanelStart), hall().At(kPanelEnd));
  hall().Watch(panel, late, hall().At(3 * kHour), hall().At(kPanelEnd));
  const std::string facts = Facts();
  const std::string counts = Counts("panel");
  const std::string counts_of_all = Counts("venue");
  EXPECT_EQ(Minutes("panel"), "180");
  EXPECT_EQ(Minutes("venue"), "180");

  MovePanel(kPanelStart, 3 * kHour);
  EXPECT_EQ(Minutes("panel"), "60");
  EXPECT_EQ(Minutes("venue"), "60");
  EXPECT_EQ(hall().Summary(panel).total().attended_count(), 1);
  EXPECT_EQ(hall().Summary().total().attended_count(), 1);

  // Before and after all that anybody watched.
  MovePanel(5 * kHour, 6 * kHour);
  EXPECT_EQ(Minutes("panel"), "0");
  EXPECT_EQ(hall().Summary(panel).total().in_person_only_count(), 1);

  MovePanel(kPanelStart, kPanelEnd);
  EXPECT_EQ(Minutes("panel"), "180");
  EXPECT_EQ(Counts("panel"), counts);
  EXPECT_EQ(Counts("venue"), counts_of_all);
  EXPECT_EQ(Facts(), facts);
}

TEST_F(ChangeTest, ShrinksAndGrowsWatchTimeWithTheEvent) {
  const std::string person = hall().forum().Register(MODE_ONLINE);
  hall().Watch(hall().Session("venue"), person, hall().At(kHour),
               hall().At(3 * kHour));
  const std::string facts = Facts();
  const std::string counts = Counts("venue");
  MoveEvent(2 * kHour, 9 * kHour);
  EXPECT_EQ(Minutes("venue"), "60");
  MoveEvent(3 * kHour, 9 * kHour);
  EXPECT_EQ(hall().Summary().total().attended_count(), 0);
  MoveEvent(absl::ZeroDuration(), 9 * kHour);
  EXPECT_EQ(Minutes("venue"), "120");
  EXPECT_EQ(Counts("venue"), counts);
  EXPECT_EQ(Facts(), facts);
}

TEST_F(ChangeTest, JudgesByTheThresholdThatTheEventHasNow) {
  const std::string one_hour = hall().forum().Register(MODE_ONLINE);
  const std::string two_hours = hall().forum().Register(MODE_ONLINE);
  const std::string panel = hall().Session("panel");
  hall().Watch(panel, one_hour, hall().At(3 * kHour), hall().At(kPanelEnd));
  hall().Watch(panel, two_hours, hall().At(kPanelStart), hall().At(kPanelEnd));
  const std::string counts = Counts("panel");
  AskFor(2 * kHour);
  EXPECT_EQ(hall().Summary().total().online_only_count(), 1);
  EXPECT_EQ(hall().Summary(panel).total().online_only_count(), 1);
  AskFor(absl::Minutes(1));
  EXPECT_EQ(Counts("panel"), counts);
}

// Runs `change` on two instances while `people` watch the panel from its start
// to its end, each through a call of their own.
template <typename Change>
void WatchDuring(Hall& hall, const std::vector<std::string>& people,
                 const Change& change) {
  std::vector<std::thread> threads;
  for (const std::string& person : people) {
    threads.emplace_back([&hall, &person] {
      hall.Watch(hall.Session("panel"), person, hall.At(kPanelStart),
                 hall.At(kPanelEnd));
      hall.Enter(hall.Session("panel"), person, hall.At(kPanelStart));
    });
  }
  for (int instance = 0; instance < 2; ++instance) {
    threads.emplace_back([&change, instance] { change(instance); });
  }
  for (std::thread& thread : threads) thread.join();
}

// Whoever is second sees the other: the one who changes the hours counts those
// who are there, or they are counted by the new hours.
TEST_F(ChangeTest, CountsByTheHoursThatItEndsWith) {
  constexpr int kRounds = 12;
  constexpr int kPeople = 4;
  std::vector<std::string> all;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::string> people;
    for (int i = 0; i < kPeople; ++i) {
      people.push_back(hall().forum().Register(MODE_IN_PERSON));
    }
    all.insert(all.end(), people.begin(), people.end());
    const int minutes = 10 + round;
    WatchDuring(hall(), people, [&](int instance) {
      MovePanel(kPanelStart, kPanelStart + absl::Minutes(minutes), instance);
    });
    const std::string expected = std::to_string(all.size() * minutes);
    EXPECT_EQ(Minutes("panel"), expected) << round;
    EXPECT_EQ(Minutes("venue"), expected) << round;
  }
}

TEST_F(ChangeTest, CountsByTheThresholdThatItEndsWith) {
  constexpr int kRounds = 12;
  constexpr int kPeople = 4;
  int64_t all = 0;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::string> people;
    for (int i = 0; i < kPeople; ++i) {
      people.push_back(hall().forum().Register(MODE_IN_PERSON));
    }
    all += kPeople;
    const bool reached = round % 2 == 0;
    WatchDuring(hall(), people, [&](int instance) {
      AskFor(reached ? 2 * kHour : 3 * kHour, instance);
    });
    EXPECT_EQ(hall().Summary().total().both_count(), reached ? all : 0)
        << round;
  }
}

// Everybody watches half of the panel; doors turn PARTIAL into IN_PERSON_ONLY.
TEST_F(ChangeTest, CountsByTheRuleThatItEndsWith) {
  constexpr int kRounds = 12;
  constexpr int kPeople = 4;
  int64_t all = 0;
  MovePanel(kPanelStart, kPanelStart + 2 * (kPanelEnd - kPanelStart));
  AskForPercent(50, 0);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::string> people;
    for (int i = 0; i < kPeople; ++i) {
      people.push_back(hall().forum().Register(MODE_IN_PERSON));
    }
    all += kPeople;
    const bool reached = round % 2 == 0;
    WatchDuring(hall(), people, [&](int instance) {
      AskForPercent(reached ? 50 : 51, instance);
    });
    for (const std::string session : {"panel", "venue"}) {
      const v1::Counts counts = hall().Summary(hall().Session(session)).total();
      EXPECT_EQ(counts.both_count(), reached ? all : 0) << round;
      EXPECT_EQ(counts.in_person_only_count(), reached ? 0 : all) << round;
      EXPECT_EQ(counts.partial_count(), 0) << round;
    }
  }
}

}  // namespace
}  // namespace rollcall::reporting
