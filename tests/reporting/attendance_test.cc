#include <string>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/harness/calls.h"
#include "tests/harness/database.h"
#include "tests/reporting/hall.h"

namespace rollcall::reporting {
namespace {

using checkin::v1::Decision;
using rollcall::testing::Call;
using rollcall::testing::UniqueSlug;
using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;

// The venue is open for nine hours; the panel is from the third to the fourth.
constexpr absl::Duration kHour = absl::Hours(1);
constexpr absl::Duration kSecond = absl::Seconds(1);
constexpr absl::Duration kPanelStart = absl::Hours(2);
constexpr absl::Duration kPanelEnd = absl::Hours(4);
constexpr absl::Duration kEnd = absl::Hours(9);

// One person, and how reports count what that person does.
class AttendanceTest : public ::testing::Test {
 protected:
  AttendanceTest() : person_(hall_.forum().Register(MODE_IN_PERSON)) {}

  Hall& hall() { return hall_; }
  const std::string& person() const { return person_; }

  void Watch(const std::string& session, absl::Duration join,
             absl::Duration leave) {
    hall_.Watch(hall_.Session(session), person_, hall_.At(join),
                hall_.At(leave));
  }
  void Join(const std::string& session, absl::Duration join) {
    hall_.Join(hall_.Session(session), person_, hall_.At(join));
  }
  Decision::Outcome Enter(const std::string& session, absl::Duration time) {
    return hall_.Enter(hall_.Session(session), person_, hall_.At(time));
  }
  Decision::Outcome Exit(const std::string& session, absl::Duration time) {
    return hall_.Exit(hall_.Session(session), person_, hall_.At(time));
  }

  // Where the one person is counted.
  std::string Counted(const std::string& session = "venue") {
    const v1::Counts total = hall_.Summary(hall_.Session(session)).total();
    EXPECT_EQ(total.registered_count(), 1);
    EXPECT_EQ(total.confirmed_count(), 1);
    EXPECT_EQ(total.attended_count() + total.no_show_count(), 1);
    EXPECT_EQ(total.in_person_only_count() + total.online_only_count() +
                  total.both_count(),
              total.attended_count());
    if (total.in_person_only_count() == 1) return "in person";
    if (total.online_only_count() == 1) return "online";
    if (total.both_count() == 1) return "both";
    return "absent";
  }

 private:
  Hall hall_;
  const std::string person_;
};

TEST_F(AttendanceTest, CountsNobodyWhoOnlyRegistered) {
  EXPECT_EQ(Counted("venue"), "absent");
  EXPECT_EQ(Counted("panel"), "absent");
}

TEST_F(AttendanceTest, CountsAnEntryInPerson) {
  EXPECT_EQ(Enter("venue", kHour), Decision::OUTCOME_ADMITTED);
  EXPECT_EQ(Counted("venue"), "in person");
  EXPECT_EQ(Counted("panel"), "absent");
}

TEST_F(AttendanceTest, CountsAnEntryOfNoLength) {
  Enter("venue", kHour);
  Exit("venue", kHour);
  EXPECT_EQ(Counted(), "in person");
}

TEST_F(AttendanceTest, CountsWhoLeftAgain) {
  Enter("venue", kHour);
  Exit("venue", 2 * kHour);
  EXPECT_EQ(Counted(), "in person");
}

TEST_F(AttendanceTest, CountsWhoeverIsInASessionAtTheEvent) {
  Enter("panel", kPanelStart);
  EXPECT_EQ(Counted("panel"), "in person");
  EXPECT_EQ(Counted("venue"), "in person");
}

TEST_F(AttendanceTest, CountsNoExitWithoutEntry) {
  EXPECT_EQ(Exit("venue", kHour), Decision::OUTCOME_EXITED);
  EXPECT_EQ(Exit("panel", kPanelStart), Decision::OUTCOME_EXITED);
  EXPECT_EQ(Counted("venue"), "absent");
  EXPECT_EQ(Counted("panel"), "absent");
}

TEST_F(AttendanceTest, CountsNoRefusedEntry) {
  const std::string online = hall().forum().Register(MODE_ONLINE);
  EXPECT_EQ(hall().Enter(hall().Session("venue"), online, hall().At(kHour)),
            Decision::OUTCOME_REFUSED);
  EXPECT_EQ(hall().Summary().total().attended_count(), 0);
  EXPECT_EQ(hall().Summary().total().no_show_count(), 2);
}

TEST_F(AttendanceTest, CountsWatchingFromTheThresholdOn) {
  Watch("venue", kHour, kHour + 59 * kSecond);
  EXPECT_EQ(Counted(), "absent");
  Watch("venue", kHour + 59 * kSecond, kHour + 60 * kSecond);
  EXPECT_EQ(Counted(), "online");
}

TEST_F(AttendanceTest, CountsWatchingToTheMicrosecond) {
  Watch("venue", kHour, kHour + 60 * kSecond - absl::Microseconds(1));
  EXPECT_EQ(Counted(), "absent");
}

TEST_F(AttendanceTest, CountsWatchingOfTheThresholdAtOnce) {
  Watch("venue", kHour, kHour + 60 * kSecond);
  EXPECT_EQ(Counted("venue"), "online");
  EXPECT_EQ(Counted("panel"), "absent");
}

TEST_F(AttendanceTest, CountsSimultaneousDevicesOnce) {
  Watch("venue", kHour, kHour + 40 * kSecond);
  Watch("venue", kHour, kHour + 40 * kSecond);
  Watch("venue", kHour + 20 * kSecond, kHour + 59 * kSecond);
  EXPECT_EQ(Counted(), "absent");
  Watch("venue", kHour + 59 * kSecond, kHour + 61 * kSecond);
  EXPECT_EQ(Counted(), "online");
}

TEST_F(AttendanceTest, AddsUpWatchingWithPauses) {
  Watch("venue", kHour, kHour + 30 * kSecond);
  EXPECT_EQ(Counted(), "absent");
  Watch("venue", 3 * kHour, 3 * kHour + 30 * kSecond);
  EXPECT_EQ(Counted(), "online");
}

TEST_F(AttendanceTest, AddsUpSessionsForTheEventOnly) {
  Watch("venue", kHour, kHour + 30 * kSecond);
  Watch("panel", kPanelStart, kPanelStart + 30 * kSecond);
  EXPECT_EQ(Counted("panel"), "absent");
  EXPECT_EQ(Counted("venue"), "online");
}

TEST_F(AttendanceTest, CountsSimultaneousSessionsOnceForTheEvent) {
  Watch("venue", kPanelStart, kPanelStart + 40 * kSecond);
  Watch("panel", kPanelStart, kPanelStart + 40 * kSecond);
  EXPECT_EQ(Counted("venue"), "absent");
}

TEST_F(AttendanceTest, CutsWatchingToTheHoursOfTheEvent) {
  Watch("venue", -kHour, 30 * kSecond);
  Watch("venue", kEnd - 29 * kSecond, kEnd + kHour);
  EXPECT_EQ(Counted(), "absent");
  Watch("venue", kEnd - 30 * kSecond, kEnd);
  EXPECT_EQ(Counted(), "online");
}

// Also for the event, whose own hours are longer.
TEST_F(AttendanceTest, CutsWatchingToTheHoursOfTheSession) {
  Watch("panel", kPanelStart - kHour, kPanelStart + 30 * kSecond);
  Watch("panel", kPanelEnd - 29 * kSecond, kPanelEnd + kHour);
  EXPECT_EQ(Counted("panel"), "absent");
  EXPECT_EQ(Counted("venue"), "absent");
  Watch("panel", kPanelEnd - 30 * kSecond, kPanelEnd);
  EXPECT_EQ(Counted("panel"), "online");
  EXPECT_EQ(Counted("venue"), "online");
}

TEST_F(AttendanceTest, CountsNoWatchingOutsideTheHours) {
  Watch("venue", -2 * kHour, -kHour);
  Watch("venue", -kHour, absl::ZeroDuration());
  Watch("venue", kEnd, kEnd + kHour);
  Watch("panel", kPanelStart - kHour, kPanelStart);
  EXPECT_EQ(Counted("venue"), "absent");
  EXPECT_EQ(Counted("panel"), "absent");
}

TEST_F(AttendanceTest, CountsWatchingWithoutAnEndToTheEndOfTheSession) {
  Join("panel", kPanelEnd - kSecond);
  EXPECT_EQ(Counted("panel"), "absent");
  Join("panel", kPanelStart);
  EXPECT_EQ(Counted("panel"), "online");
  EXPECT_EQ(Counted("venue"), "online");
}

TEST_F(AttendanceTest, CountsThePersonOnceInBothWays) {
  Watch("venue", kHour, 2 * kHour);
  EXPECT_EQ(Counted(), "online");
  Enter("venue", 3 * kHour);
  EXPECT_EQ(Counted(), "both");
}

TEST_F(AttendanceTest, CountsBothWaysOverSessions) {
  Enter("panel", kPanelStart);
  Watch("venue", kHour, 2 * kHour);
  EXPECT_EQ(Counted("panel"), "in person");
  EXPECT_EQ(Counted("venue"), "both");
}

TEST_F(AttendanceTest, StaysInPersonBelowTheThreshold) {
  Enter("venue", kHour);
  Watch("venue", kHour, kHour + 59 * kSecond);
  EXPECT_EQ(Counted(), "in person");
}

TEST(AttendanceThresholdTest, IsThatOfTheEvent) {
  using registration::v1::RegistrationService;
  Hall hall;
  registration::v1::CreateEventRequest event =
      rollcall::testing::ValidEvent(UniqueSlug());
  event.mutable_event()->mutable_online_attendance_threshold()->set_seconds(90);
  registration::v1::CreateEventResponse created;
  ASSERT_TRUE(Call(hall.registrations(),
                   &RegistrationService::Stub::CreateEvent, event, &created)
                  .ok());
  registration::v1::CreateRegistrationRequest person;
  person.set_event(created.event().name());
  person.mutable_registration()->set_mode(MODE_ONLINE);
  person.mutable_registration()->mutable_person()->set_display_name("Ada");
  person.mutable_registration()->mutable_person()->set_email("ada@example.org");
  registration::v1::CreateRegistrationResponse registered;
  ASSERT_TRUE(Call(hall.registrations(),
                   &RegistrationService::Stub::CreateRegistration, person,
                   &registered)
                  .ok());

  const auto attended = [&] {
    v1::GetSummaryRequest request;
    v1::GetSummaryResponse response;
    request.set_event(created.event().name());
    EXPECT_TRUE(Call(hall.reports(), &v1::ReportingService::Stub::GetSummary,
                     request, &response)
                    .ok());
    return response.total().attended_count();
  };
  const std::string venue = created.event().name() + "/sessions/venue";
  const std::string& name = registered.registration().name();
  hall.Watch(venue, name, hall.At(kHour), hall.At(kHour + 89 * kSecond));
  EXPECT_EQ(attended(), 0);
  hall.Watch(venue, name, hall.At(2 * kHour), hall.At(2 * kHour + kSecond));
  EXPECT_EQ(attended(), 1);
}

}  // namespace
}  // namespace rollcall::reporting
