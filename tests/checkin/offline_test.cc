#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"

#include "common/base/uuid.h"
#include "tests/checkin/door_fixture.h"
#include "tests/harness/sql.h"

// Scans that devices decided alone, and conflicts.
namespace rollcall::checkin {
namespace {

using testing::Call;
using ::testing::ElementsAre;
using testing::ExecuteSql;
using ::testing::IsEmpty;
using testing::ReasonOf;
using ::testing::UnorderedElementsAre;
using type::v1::MODE_IN_PERSON;

class OfflineTest : public DoorFixture {
 protected:
  v1::OfflineScan Admitted(const std::string& person, int device, int minute) {
    v1::CheckInRequest scan = ScanOf(person);
    scan.set_device(forum_.Device(device));
    SetMinute(scan, minute);
    return Offline(scan);
  }

  std::vector<std::string> KindsOf(const std::vector<v1::Conflict>& conflicts) {
    std::vector<std::string> kinds;
    for (const v1::Conflict& conflict : conflicts) {
      kinds.push_back(v1::Conflict::Kind_Name(conflict.kind()));
    }
    return kinds;
  }

  // The reason in the status of a result.
  static std::string ErrorIn(const v1::UploadScansResponse::Result& result) {
    google::rpc::ErrorInfo info;
    for (const auto& detail : result.error().details()) {
      if (detail.UnpackTo(&info)) return info.reason();
    }
    return "";
  }

  grpc::Status Resolve(const std::string& name, const std::string& note,
                       v1::Conflict* conflict = nullptr) {
    v1::ResolveConflictRequest request;
    v1::ResolveConflictResponse response;
    request.set_name(name);
    request.set_note(note);
    grpc::Status status =
        Call(door_.stub(), &Stub::ResolveConflict, request, &response);
    if (conflict != nullptr) *conflict = response.conflict();
    return status;
  }
};

TEST_F(OfflineTest, CountsTwoDevicesAdmissionsOnceInEitherOrder) {
  for (const bool reverse : {false, true}) {
    const std::string person = forum_.Register(MODE_IN_PERSON);
    std::vector<v1::OfflineScan> scans = {Admitted(person, 1, 60),
                                          Admitted(person, 2, 65)};
    const v1::CheckInRequest first = scans[0].check_in();
    const v1::CheckInRequest second = scans[1].check_in();
    if (reverse) std::swap(scans[0], scans[1]);
    for (const v1::OfflineScan& scan : scans) {
      const auto results = Upload({scan});
      EXPECT_EQ(results[0].decision().outcome(),
                v1::Decision::OUTCOME_ADMITTED);
      EXPECT_TRUE(results[0].decision().offline());
    }
    const auto conflicts = Conflicts();
    ASSERT_EQ(conflicts.size(), reverse ? 2u : 1u);
    const auto conflict =
        std::find_if(conflicts.begin(), conflicts.end(),
                     [&](const auto& c) { return c.registration() == person; });
    ASSERT_NE(conflict, conflicts.end());
    EXPECT_EQ(conflict->kind(), v1::Conflict::KIND_DUPLICATE_OFFLINE);
    EXPECT_EQ(conflict->state(), v1::Conflict::STATE_OPEN);
    EXPECT_EQ(conflict->scan_id(), second.scan_id());
    EXPECT_EQ(conflict->device(), forum_.Device(2));
    EXPECT_EQ(conflict->canonical_scan_id(), first.scan_id());
    EXPECT_EQ(conflict->canonical_device(), forum_.Device(1));
    EXPECT_EQ(conflict->canonical_scan_time().seconds(),
              first.scan_time().seconds());
  }
  EXPECT_EQ(Summary().total().attended_count(), 2);
  EXPECT_EQ(InsideOf("venue"), 2);
}

TEST_F(OfflineTest, FindsADuplicateOfAnAdmissionByTheService) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  v1::CheckInRequest online = ScanOf(person);
  SetMinute(online, 65);
  EXPECT_EQ(OutcomeOf(online), "ADMITTED");
  Upload({Admitted(person, 2, 60)});
  const auto conflicts = Conflicts();
  ASSERT_EQ(conflicts.size(), 1u);
  EXPECT_EQ(conflicts[0].scan_id(), online.scan_id());
  EXPECT_EQ(conflicts[0].canonical_device(), forum_.Device(2));
  EXPECT_EQ(InsideOf("venue"), 1);
}

TEST_F(OfflineTest, SettlesADuplicateThatAnExitExplains) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  Upload({Admitted(person, 1, 60)});
  Upload({Admitted(person, 2, 65)});
  ASSERT_EQ(Conflicts().size(), 1u);
  v1::OfflineScan exit = Admitted(person, 3, 62);
  exit.mutable_check_in()->set_direction(v1::Decision::DIRECTION_EXIT);
  exit.set_outcome(v1::Decision::OUTCOME_EXITED);
  Upload({exit});
  EXPECT_THAT(Conflicts(), IsEmpty());

  v1::ListConflictsRequest request;
  v1::ListConflictsResponse response;
  request.set_event(forum_.name());
  request.add_states(v1::Conflict::STATE_SETTLED);
  ASSERT_TRUE(
      Call(door_.stub(), &Stub::ListConflicts, request, &response).ok());
  EXPECT_EQ(response.conflicts_size(), 1);
}

TEST_F(OfflineTest, GivesEachOfAThousandItsResult) {
  std::vector<v1::OfflineScan> scans;
  for (int i = 0; i < 1000; ++i) {
    // Nobody is known under these, which is a fact as well.
    v1::CheckInRequest scan = ScanOf("");
    scan.set_code("0000-0000-0");
    scans.push_back(Offline(scan));
  }
  scans[499].mutable_check_in()->set_scan_id("not a UUID");
  const auto results = Upload(scans);
  ASSERT_EQ(results.size(), 1000u);
  int decided = 0;
  for (size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i].scan_id(), scans[i].check_in().scan_id());
    if (results[i].has_decision()) ++decided;
  }
  EXPECT_EQ(decided, 999);
  EXPECT_EQ(ErrorIn(results[499]), "INVALID_FIELD");
}

TEST_F(OfflineTest, AnswersAnUploadOfWhatTheServiceDecidedWithItsDecision) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  const v1::CheckInRequest scan = ScanOf(person);
  const v1::Decision decision = CheckIn(scan).decision();
  const auto results = Upload({Offline(scan)});
  EXPECT_TRUE(results[0].replayed());
  EXPECT_EQ(results[0].decision().SerializeAsString(),
            decision.SerializeAsString());
  EXPECT_FALSE(results[0].decision().offline());
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(OfflineTest, ChangesNothingWhenUploadedAgain) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  const std::vector<v1::OfflineScan> scans = {Admitted(person, 1, 60)};
  EXPECT_FALSE(Upload(scans)[0].replayed());
  const auto again = Upload(scans);
  EXPECT_TRUE(again[0].replayed());
  EXPECT_EQ(InsideOf("venue"), 1);
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(OfflineTest, KeepsWhatARevokedTicketAdmitted) {
  const std::string rotated = forum_.Register(MODE_IN_PERSON);
  const std::string ticket = forum_.TicketOf(rotated).text();
  registration::v1::RotateTicketRequest rotate;
  registration::v1::RotateTicketResponse response;
  rotate.set_name(rotated);
  ASSERT_TRUE(Call(forum_.stub(),
                   &registration::v1::RegistrationService::Stub::RotateTicket,
                   rotate, &response)
                  .ok());
  const std::string cancelled = forum_.Register(MODE_IN_PERSON);
  Cancel(cancelled);
  // Five minutes before one scan of each, and five after the other.
  const std::string then =
      absl::StrCat("to_timestamp(", forum_.start_seconds() + 55 * 60,
                   ") WHERE event_id = '", EventId(), "'");
  ExecuteSql("UPDATE rollcall.ticket SET revoke_time = " + then +
             " AND revoked");
  ExecuteSql("UPDATE rollcall.registration SET state_time = " + then);
  std::vector<v1::OfflineScan> scans;
  for (const int minute : {50, 60}) {
    scans.push_back(Admitted("", 1, minute));
    scans.back().mutable_check_in()->set_ticket(ticket);
    scans.push_back(Admitted(cancelled, 1, minute));
    scans.back().mutable_check_in()->set_session(forum_.Session("panel"));
  }
  const auto results = Upload(scans);
  EXPECT_EQ(results[0].decision().registration(), rotated);
  EXPECT_EQ(results[1].decision().registration(), cancelled);
  std::set<std::string> revoked;
  for (const v1::Conflict& conflict : Conflicts()) {
    if (conflict.kind() == v1::Conflict::KIND_REVOKED_AT_TIME) {
      revoked.insert(conflict.scan_id());
    }
  }
  EXPECT_THAT(revoked, UnorderedElementsAre(scans[2].check_in().scan_id(),
                                            scans[3].check_in().scan_id()));
  EXPECT_EQ(InsideOf("venue"), 1);
  EXPECT_EQ(InsideOf("panel"), 1);
}

TEST_F(OfflineTest, KeepsWhomNobodyKnows) {
  v1::OfflineScan unknown = Admitted("", 1, 60);
  unknown.mutable_check_in()->set_code("0000-0000-0");
  const auto results = Upload({unknown});
  EXPECT_EQ(results[0].decision().registration(), "");
  EXPECT_THAT(KindsOf(Conflicts()), ElementsAre("KIND_UNKNOWN_CODE"));
  EXPECT_EQ(InsideOf("venue"), 0);
}

TEST_F(OfflineTest, AdmitsAPersonWhoseNameChanged) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  v1::OfflineScan scan = Admitted("", 1, 60);
  scan.mutable_check_in()->set_ticket(forum_.TicketOf(person).text());
  ExecuteSql(
      "UPDATE rollcall.person SET display_name = 'Other' WHERE event_id "
      "= '" +
      EventId() + "'");
  EXPECT_EQ(Upload({scan})[0].decision().registration(), person);
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(OfflineTest, FindsWhoWasOneTooManyInAnyOrder) {
  SetPlaces("panel", 2);
  std::vector<v1::OfflineScan> scans;
  for (int i = 0; i < 3; ++i) {
    v1::OfflineScan scan =
        Admitted(forum_.Register(MODE_IN_PERSON), i + 1, 60 + i);
    scan.mutable_check_in()->set_session(forum_.Session("panel"));
    scans.push_back(scan);
  }
  // The last of them by the clock comes first.
  Upload({scans[2]});
  EXPECT_THAT(Conflicts(), IsEmpty());
  Upload({scans[0]});
  Upload({scans[1]});
  const auto conflicts = Conflicts();
  ASSERT_THAT(KindsOf(conflicts), ElementsAre("KIND_OVER_CAPACITY"));
  EXPECT_EQ(conflicts[0].scan_id(), scans[2].check_in().scan_id());
  EXPECT_EQ(InsideOf("panel"), 3);
}

// Two scans of one instant: the stay is that of the one which is left.
TEST_F(OfflineTest, BlamesNoScanThatWasAnnulledForAFullRoom) {
  SetPlaces("panel", 0);
  const std::string person = forum_.Register(MODE_IN_PERSON);
  std::vector<v1::OfflineScan> scans = {Admitted(person, 1, 60),
                                        Admitted(person, 1, 60)};
  for (v1::OfflineScan& scan : scans) {
    scan.mutable_check_in()->set_session(forum_.Session("panel"));
  }
  Upload(scans);
  v1::AnnulCheckInRequest annul;
  v1::AnnulCheckInResponse annulled;
  annul.set_device(forum_.Device(1));
  annul.set_annulling_device(forum_.Device(1));
  annul.set_scan_id(scans[0].check_in().scan_id());
  ASSERT_TRUE(Call(door_.stub(), &Stub::AnnulCheckIn, annul, &annulled).ok());
  const auto conflicts = Conflicts();
  ASSERT_THAT(KindsOf(conflicts), ElementsAre("KIND_OVER_CAPACITY"));
  EXPECT_EQ(conflicts[0].scan_id(), scans[1].check_in().scan_id());
}

TEST_F(OfflineTest, PutsAScanFromTheFutureInQuarantine) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  v1::OfflineScan scan = Admitted(person, 1, 60);
  scan.mutable_check_in()->mutable_scan_time()->set_seconds(
      absl::ToUnixSeconds(absl::Now() + absl::Hours(1)));
  const auto results = Upload({scan});
  EXPECT_TRUE(results[0].decision().quarantined());
  EXPECT_THAT(KindsOf(Conflicts()), ElementsAre("KIND_CLOCK_SKEW"));
  EXPECT_EQ(InsideOf("venue"), 0);
  EXPECT_EQ(Summary().total().attended_count(), 0);
  // It stands in nobody's way.
  EXPECT_EQ(OutcomeOf(ScanOf(person)), "ADMITTED");
}

TEST_F(OfflineTest, KeepsARefusalAsOne) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  v1::OfflineScan scan = Admitted(person, 1, 60);
  scan.set_outcome(v1::Decision::OUTCOME_REFUSED);
  EXPECT_EQ(ErrorIn(Upload({scan})[0]), "INVALID_FIELD");
  scan.add_reasons(v1::Decision::CAPACITY_FULL);
  const auto results = Upload({scan});
  EXPECT_EQ(results[0].decision().reason(), v1::Decision::CAPACITY_FULL);
  EXPECT_EQ(InsideOf("venue"), 0);
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(OfflineTest, RefusesItemsThatAreNotOfTheDevice) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  const auto results =
      Upload({Admitted(person, 1, 60), Admitted(person, 2, 61)});
  EXPECT_TRUE(results[0].has_decision());
  EXPECT_EQ(ErrorIn(results[1]), "INVALID_FIELD");
}

TEST_F(OfflineTest, ResolvesAConflictOnce) {
  v1::OfflineScan unknown = Admitted("", 1, 60);
  unknown.mutable_check_in()->set_code("0000-0000-0");
  Upload({unknown});
  const std::string name = Conflicts()[0].name();
  v1::Conflict conflict;
  EXPECT_EQ(ReasonOf(Resolve(name, "")), "INVALID_FIELD");
  EXPECT_TRUE(Resolve(name, "A journalist.", &conflict).ok());
  EXPECT_EQ(conflict.state(), v1::Conflict::STATE_RESOLVED);
  EXPECT_EQ(conflict.note(), "A journalist.");
  EXPECT_TRUE(conflict.has_resolve_time());
  EXPECT_TRUE(Resolve(name, "A journalist.").ok());
  EXPECT_EQ(ReasonOf(Resolve(name, "A guest.")), "CONFLICT_ALREADY_RESOLVED");
  EXPECT_EQ(Conflicts()[0].SerializeAsString(), conflict.SerializeAsString());
  EXPECT_EQ(ReasonOf(Resolve(forum_.name() + "/conflicts/" + NewUuid(), "x")),
            "CONFLICT_NOT_FOUND");
}

TEST_F(OfflineTest, ListsConflictsInPages) {
  for (int i = 0; i < 3; ++i) {
    v1::OfflineScan unknown = Admitted("", 1, 60);
    unknown.mutable_check_in()->set_code("0000-0000-0");
    Upload({unknown});
  }
  v1::ListConflictsRequest request;
  request.set_event(forum_.name());
  request.set_page_size(2);
  std::set<std::string> names;
  for (const int expected : {2, 1}) {
    v1::ListConflictsResponse response;
    ASSERT_TRUE(
        Call(door_.stub(), &Stub::ListConflicts, request, &response).ok());
    EXPECT_EQ(response.conflicts_size(), expected);
    for (const v1::Conflict& conflict : response.conflicts()) {
      names.insert(conflict.name());
    }
    request.set_page_token(response.next_page_token());
  }
  EXPECT_EQ(names.size(), 3u);
  EXPECT_EQ(request.page_token(), "");
}

}  // namespace
}  // namespace rollcall::checkin
