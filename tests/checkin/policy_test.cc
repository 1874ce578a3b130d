#include <atomic>
#include <thread>

#include "absl/time/clock.h"
#include "gmock/gmock.h"

#include "common/base/uuid.h"
#include "tests/checkin/door_fixture.h"
#include "tests/harness/sql.h"

// The rules of doors, as a kiosk meets them.
namespace rollcall::checkin {
namespace {

using testing::ExecuteSql;
using type::v1::MODE_IN_PERSON;

class PolicyTest : public DoorFixture {
 protected:
  v1::CheckInRequest PanelScan(const std::string& person, int minute = 120) {
    v1::CheckInRequest scan = ScanOf(person);
    scan.set_session(forum_.Session("panel"));
    SetMinute(scan, minute);
    return scan;
  }
};

// The panel is from 120 to 240 minutes after the forum's start.
TEST_F(PolicyTest, OpensBeforeAndClosesAfterTheSession) {
  SetSession("panel", "opens_before_seconds = 600, closes_after_seconds = 0");
  const std::string person = forum_.Register(MODE_IN_PERSON);
  const v1::Decision early = CheckIn(PanelScan(person, 109)).decision();
  EXPECT_EQ(early.reason(), v1::Decision::NOT_YET_OPEN);
  EXPECT_EQ(early.opens_time().seconds(), forum_.start_seconds() + 110 * 60);
  const v1::Decision late = CheckIn(PanelScan(person, 240)).decision();
  EXPECT_EQ(late.reason(), v1::Decision::CLOSED);
  EXPECT_EQ(late.closes_time().seconds(), forum_.start_seconds() + 240 * 60);
  EXPECT_EQ(OutcomeOf(PanelScan(person, 110)), "ADMITTED");
}

TEST_F(PolicyTest, TakesNoTicketOutsideItsValidity) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  v1::CheckInRequest scan = ScanOf("");
  scan.set_ticket(forum_.TicketOf(person).text());
  SetMinute(scan, 60 * 24 * 30);
  EXPECT_EQ(OutcomeOf(scan), "CLOSED");
  scan.set_scan_id(NewUuid());
  scan.set_direction(v1::Decision::DIRECTION_EXIT);
  EXPECT_EQ(OutcomeOf(scan), "EXITED");
}

TEST_F(PolicyTest, LetsInWhoseRegistrationIncludesTheSession) {
  SetSession("panel", "access = 'INCLUDED'");
  registration::v1::Registration registration;
  registration.set_mode(MODE_IN_PERSON);
  registration.add_sessions(forum_.Session("panel"));
  EXPECT_EQ(OutcomeOf(PanelScan(forum_.Register(registration))), "ADMITTED");
  EXPECT_EQ(OutcomeOf(PanelScan(forum_.Register(MODE_IN_PERSON))),
            "WRONG_SESSION");
}

TEST_F(PolicyTest, AsksForTheVenueFirst) {
  SetSession("panel", "requires_venue = true");
  const std::string person = forum_.Register(MODE_IN_PERSON);
  EXPECT_EQ(OutcomeOf(PanelScan(person)), "VENUE_NOT_ENTERED");
  EXPECT_EQ(OutcomeOf(ScanOf(person)), "ADMITTED");
  EXPECT_EQ(OutcomeOf(PanelScan(person)), "ADMITTED");
}

TEST_F(PolicyTest, LetsNobodyBackWhereThatIsThePolicy) {
  SetSession("venue", "reentry = 'NEVER'");
  const std::string person = forum_.Register(MODE_IN_PERSON);
  EXPECT_EQ(OutcomeOf(ScanOf(person)), "ADMITTED");
  v1::CheckInRequest exit = ScanOf(person);
  exit.set_direction(v1::Decision::DIRECTION_EXIT);
  EXPECT_EQ(OutcomeOf(exit), "EXITED");
  const v1::Decision again = CheckIn(ScanOf(person)).decision();
  EXPECT_EQ(again.reason(), v1::Decision::REENTRY_FORBIDDEN);
  EXPECT_EQ(again.first_admission().gate(), "North");
}

TEST_F(PolicyTest, LetsEverybodyBackWhereThatIsThePolicy) {
  SetSession("venue", "reentry = 'ALWAYS'");
  const std::string person = forum_.Register(MODE_IN_PERSON);
  EXPECT_EQ(OutcomeOf(ScanOf(person)), "ADMITTED");
  EXPECT_EQ(OutcomeOf(ScanOf(person)), "ADMITTED");
  EXPECT_EQ(InsideOf("venue"), 1);
}

TEST_F(PolicyTest, KnowsWhichDevicesMayAdmit) {
  const std::string device = forum_.Device(7);
  SetSession("venue", "admitting_devices = ARRAY['" +
                          device.substr(device.rfind('/') + 1) + "'::uuid]");
  v1::CheckInRequest scan = ScanOf(forum_.Register(MODE_IN_PERSON));
  EXPECT_EQ(OutcomeOf(scan), "DEVICE_NOT_ALLOWED");
  scan.set_device(device);
  EXPECT_EQ(OutcomeOf(scan), "ADMITTED");
}

TEST_F(PolicyTest, LetsNobodyInWhoIsBlocked) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  ExecuteSql(
      "UPDATE rollcall.registration SET blocked = true WHERE event_id = "
      "'" +
      EventId() + "'");
  EXPECT_EQ(OutcomeOf(ScanOf(person)), "BLOCKED");
}

TEST_F(PolicyTest, FreesAPlaceWhenSomebodyLeaves) {
  SetPlaces("panel", 1);
  const std::string first = forum_.Register(MODE_IN_PERSON);
  const std::string second = forum_.Register(MODE_IN_PERSON);
  EXPECT_EQ(OutcomeOf(PanelScan(first)), "ADMITTED");
  const v1::Decision full = CheckIn(PanelScan(second)).decision();
  EXPECT_EQ(full.reason(), v1::Decision::CAPACITY_FULL);
  EXPECT_EQ(full.place_count(), 1);
  v1::CheckInRequest exit = PanelScan(first);
  exit.set_direction(v1::Decision::DIRECTION_EXIT);
  EXPECT_EQ(OutcomeOf(exit), "EXITED");
  EXPECT_EQ(OutcomeOf(PanelScan(second)), "ADMITTED");
}

TEST_F(PolicyTest, TakesExactlyAsManyAsThereArePlacesOnTwoInstances) {
  constexpr int kPlaces = 10;
  constexpr int kPeople = 60;
  SetPlaces("panel", kPlaces);
  const testing::Serving<v1::CheckInService, CheckInService> second;
  const auto second_stub = v1::CheckInService::NewStub(second.NewChannel());
  std::vector<v1::CheckInRequest> scans;
  for (int i = 0; i < kPeople; ++i) {
    scans.push_back(PanelScan(forum_.Register(MODE_IN_PERSON)));
  }
  std::atomic<int> admitted = 0;
  std::atomic<int> full = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kPeople; ++i) {
    threads.emplace_back([&, i] {
      v1::CheckInResponse response;
      const grpc::Status status =
          testing::Call(i % 2 == 0 ? door_.stub() : *second_stub,
                        &Stub::CheckIn, scans[i], &response);
      EXPECT_TRUE(status.ok()) << testing::ReasonOf(status);
      const auto& decision = response.decision();
      if (decision.outcome() == v1::Decision::OUTCOME_ADMITTED) ++admitted;
      if (decision.reason() == v1::Decision::CAPACITY_FULL) ++full;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(admitted, kPlaces);
  EXPECT_EQ(full, kPeople - kPlaces);
  EXPECT_EQ(InsideOf("panel"), kPlaces);
}

TEST_F(PolicyTest, SpeaksTheLanguageOfTheOperator) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  v1::CheckInRequest scan = ScanOf(person);
  scan.set_language_code("fr-CH");
  EXPECT_EQ(CheckIn(scan).decision().text(), "Bienvenue.");
  // The forum is in Shanghai: its first hour ends at 10:00.
  v1::CheckInRequest again = ScanOf(person);
  EXPECT_EQ(CheckIn(again).decision().text(),
            "Already inside since 10:00, North.");
  // The language is no part of what was scanned.
  again.set_language_code("zh-Hans");
  const v1::CheckInResponse replay = CheckIn(again);
  EXPECT_TRUE(replay.replayed());
  EXPECT_EQ(replay.decision().text(), "已于 10:00 在 North 入场。");
}

TEST_F(PolicyTest, RefusesAScanFromTheFuture) {
  v1::CheckInRequest scan = ScanOf(forum_.Register(MODE_IN_PERSON));
  scan.mutable_scan_time()->set_seconds(
      absl::ToUnixSeconds(absl::Now() + absl::Hours(1)));
  EXPECT_EQ(ErrorOf(scan), "INVALID_FIELD");
}

}  // namespace
}  // namespace rollcall::checkin
