#include <thread>

#include "gmock/gmock.h"

#include "common/base/uuid.h"
#include "tests/checkin/door_fixture.h"
#include "tests/harness/sql.h"

namespace rollcall::checkin {
namespace {

using testing::Call;
using testing::ExecuteSql;
using testing::ReasonOf;
using type::v1::MODE_IN_PERSON;

class AnnulTest : public DoorFixture {
 protected:
  v1::AnnulCheckInRequest AnnulOf(const v1::CheckInRequest& scan) {
    v1::AnnulCheckInRequest request;
    request.set_device(scan.device());
    request.set_scan_id(scan.scan_id());
    request.set_annulling_device(scan.device());
    return request;
  }

  grpc::Status Annul(const v1::AnnulCheckInRequest& request,
                     v1::Decision* decision = nullptr) {
    v1::AnnulCheckInResponse response;
    grpc::Status status =
        Call(door_.stub(), &Stub::AnnulCheckIn, request, &response);
    if (decision != nullptr) *decision = response.decision();
    return status;
  }

  // Lets the decisions of the event be older.
  void Age(int minutes) {
    ExecuteSql(
        "UPDATE rollcall.decision SET receive_time = receive_time - "
        "interval '" +
        std::to_string(minutes) + " minutes' WHERE event_id = '" + EventId() +
        "'");
  }
};

TEST_F(AnnulTest, TakesTheOnlyEntryBack) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  const v1::CheckInRequest scan = ScanOf(person);
  EXPECT_EQ(OutcomeOf(scan), "ADMITTED");
  EXPECT_EQ(InsideOf("venue"), 1);
  v1::Decision decision;
  ASSERT_TRUE(Annul(AnnulOf(scan), &decision).ok());
  EXPECT_TRUE(decision.has_annul_time());
  EXPECT_EQ(decision.outcome(), v1::Decision::OUTCOME_ADMITTED);
  EXPECT_EQ(InsideOf("venue"), 0);
  EXPECT_EQ(Summary().total().attended_count(), 0);
  EXPECT_EQ(OutcomeOf(ScanOf(person)), "ADMITTED");
  EXPECT_EQ(InsideOf("venue"), 1);
}

TEST_F(AnnulTest, IsOnceWhenAskedTwice) {
  const v1::CheckInRequest scan = ScanOf(forum_.Register(MODE_IN_PERSON));
  CheckIn(scan);
  v1::Decision first;
  v1::Decision second;
  ASSERT_TRUE(Annul(AnnulOf(scan), &first).ok());
  ASSERT_TRUE(Annul(AnnulOf(scan), &second).ok());
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(InsideOf("venue"), 0);
}

TEST_F(AnnulTest, IsOnceFromTwoInstances) {
  const testing::Serving<v1::CheckInService, CheckInService> second;
  const auto second_stub = v1::CheckInService::NewStub(second.NewChannel());
  const v1::CheckInRequest scan = ScanOf(forum_.Register(MODE_IN_PERSON));
  CheckIn(scan);
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&, i] {
      v1::AnnulCheckInResponse response;
      EXPECT_TRUE(Call(i % 2 == 0 ? door_.stub() : *second_stub,
                       &Stub::AnnulCheckIn, AnnulOf(scan), &response)
                      .ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(InsideOf("venue"), 0);
}

TEST_F(AnnulTest, NeedsASupervisorAfter15Minutes) {
  const v1::CheckInRequest scan = ScanOf(forum_.Register(MODE_IN_PERSON));
  CheckIn(scan);
  Age(16);
  v1::AnnulCheckInRequest request = AnnulOf(scan);
  EXPECT_EQ(ReasonOf(Annul(request)), "ANNUL_NEEDS_SUPERVISOR");
  EXPECT_EQ(InsideOf("venue"), 1);
  request.set_force(true);
  EXPECT_EQ(ReasonOf(Annul(request)), "INVALID_FIELD");
  request.set_force_reason("Wrong badge.");
  EXPECT_TRUE(Annul(request).ok());
  EXPECT_EQ(InsideOf("venue"), 0);
}

TEST_F(AnnulTest, NeedsASupervisorOnAnotherDevice) {
  const v1::CheckInRequest scan = ScanOf(forum_.Register(MODE_IN_PERSON));
  CheckIn(scan);
  v1::AnnulCheckInRequest request = AnnulOf(scan);
  request.set_annulling_device(forum_.Device(2));
  EXPECT_EQ(ReasonOf(Annul(request)), "ANNUL_NEEDS_SUPERVISOR");
  Age(14);
  EXPECT_TRUE(Annul(AnnulOf(scan)).ok());
}

TEST_F(AnnulTest, ReopensWhatAnExitEnded) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  CheckIn(ScanOf(person));
  v1::CheckInRequest exit = ScanOf(person);
  exit.set_direction(v1::Decision::DIRECTION_EXIT);
  CheckIn(exit);
  EXPECT_EQ(InsideOf("venue"), 0);
  EXPECT_TRUE(Annul(AnnulOf(exit)).ok());
  EXPECT_EQ(InsideOf("venue"), 1);
}

TEST_F(AnnulTest, FindsNothingToTakeBackInARefusal) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  CheckIn(ScanOf(person));
  const v1::CheckInRequest refused = ScanOf(person);
  EXPECT_EQ(OutcomeOf(refused), "ALREADY_INSIDE");
  EXPECT_EQ(ReasonOf(Annul(AnnulOf(refused))), "NOTHING_TO_ANNUL");
  v1::AnnulCheckInRequest unknown = AnnulOf(refused);
  unknown.set_scan_id(NewUuid());
  EXPECT_EQ(ReasonOf(Annul(unknown)), "DECISION_NOT_FOUND");
}

TEST_F(AnnulTest, SettlesConflictsOfTheScan) {
  v1::CheckInRequest unknown = ScanOf("");
  unknown.set_code("0000-0000-0");
  Upload({Offline(unknown)});
  EXPECT_EQ(Conflicts().size(), 1u);
  EXPECT_TRUE(Annul(AnnulOf(unknown)).ok());
  EXPECT_EQ(Conflicts().size(), 0u);

  const std::string person = forum_.Register(MODE_IN_PERSON);
  const v1::CheckInRequest first = ScanOf(person);
  v1::CheckInRequest second = ScanOf(person);
  SetMinute(second, 65);
  Upload({Offline(first), Offline(second)});
  EXPECT_EQ(Conflicts().size(), 1u);
  EXPECT_TRUE(Annul(AnnulOf(first)).ok());
  EXPECT_EQ(Conflicts().size(), 0u);
  EXPECT_EQ(InsideOf("venue"), 1);
}

TEST_F(AnnulTest, TellsALostDecision) {
  const v1::CheckInRequest scan = ScanOf(forum_.Register(MODE_IN_PERSON));
  v1::GetDecisionRequest request;
  v1::GetDecisionResponse response;
  request.set_device(scan.device());
  request.set_scan_id(scan.scan_id());
  EXPECT_EQ(
      ReasonOf(Call(door_.stub(), &Stub::GetDecision, request, &response)),
      "DECISION_NOT_FOUND");
  const v1::Decision decision = CheckIn(scan).decision();
  ASSERT_TRUE(Call(door_.stub(), &Stub::GetDecision, request, &response).ok());
  EXPECT_EQ(response.decision().SerializeAsString(),
            decision.SerializeAsString());
}

}  // namespace
}  // namespace rollcall::checkin
