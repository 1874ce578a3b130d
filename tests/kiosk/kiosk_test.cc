#include "clients/kiosk/kiosk.h"

#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/kiosk/journal.h"
#include "common/base/uuid.h"
#include "services/checkin/checkin_service.h"
#include "services/registration/registration_service.h"
#include "services/registration/ticket_store.h"
#include "tests/harness/calls.h"
#include "tests/harness/forum.h"
#include "tests/harness/instance.h"
#include "tests/harness/scratch_folder.h"
#include "tests/harness/sql.h"
#include "tests/harness/ticket_keys.h"

namespace rollcall::kiosk {
namespace {

using checkin::CheckInService;
using checkin::v1::Conflict;
using checkin::v1::Decision;
using registration::v1::RegistrationService;
using testing::Call;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ReasonOf;
using ::testing::SizeIs;
using type::v1::MODE_IN_PERSON;
using Stub = checkin::v1::CheckInService::Stub;

constexpr auto kEntry = Decision::DIRECTION_ENTRY;
constexpr auto kExit = Decision::DIRECTION_EXIT;

// A kiosk with a journal of its own.
struct Door {
  std::unique_ptr<Database> journal;
  std::unique_ptr<Kiosk> kiosk;
};

// An event that is under way, with its services, and kiosks whose clocks are an
// hour behind.
class KioskTest : public ::testing::Test {
 protected:
  static constexpr absl::Duration kBehind = absl::Hours(1);

  KioskTest() {
    EXPECT_TRUE(registration::TicketStore(registrar_.pool())
                    .PublishKeys(testing::TestTicketKeys(), "keys",
                                 absl::Now() + absl::Minutes(1))
                    .ok());
    registration::v1::UpdateEventRequest request;
    registration::v1::UpdateEventResponse response;
    request.mutable_event()->set_name(forum_.name());
    request.mutable_event()->mutable_start_time()->set_seconds(
        absl::ToUnixSeconds(absl::Now() - absl::Hours(3)));
    request.mutable_event()->mutable_end_time()->set_seconds(
        absl::ToUnixSeconds(absl::Now() + absl::Hours(3)));
    request.mutable_update_mask()->add_paths("start_time");
    request.mutable_update_mask()->add_paths("end_time");
    const grpc::Status status =
        Call(forum_.stub(), &RegistrationService::Stub::UpdateEvent, request,
             &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
  }

  client::Server Reachable() {
    client::Server server;
    server.checkin = door_.server().address();
    server.token = testing::kToken;
    return server;
  }

  // Nobody listens there.
  client::Server Away() {
    client::Server server = Reachable();
    server.checkin = absl::StrCat("unix:", folder_.File("nobody"));
    return server;
  }

  KioskOptions OptionsOf(int device) {
    KioskOptions options;
    options.event = forum_.name();
    options.session = forum_.Session("venue");
    options.device = forum_.Device(device);
    options.gate = absl::StrCat("Gate ", device);
    options.patience = absl::Seconds(20);
    options.clock = [this] { return absl::Now() - kBehind + elapsed_; };
    return options;
  }

  Door OpenDoor(const client::Server& server, int device = 1) {
    Door door;
    auto journal =
        OpenJournal(JournalOf(device), forum_.name(), forum_.Device(device));
    EXPECT_TRUE(journal.ok()) << journal.status();
    door.journal = *std::move(journal);
    auto kiosk = Kiosk::Open(server, OptionsOf(device), *door.journal);
    EXPECT_TRUE(kiosk.ok()) << kiosk.status();
    door.kiosk = *std::move(kiosk);
    return door;
  }

  std::string JournalOf(int device) const {
    return folder_.File(absl::StrCat("journal", device));
  }

  // Gives the device a manifest, then takes the network from it.
  Door OpenAway(int device = 1) {
    {
      const Door door = OpenDoor(Reachable(), device);
      EXPECT_TRUE(door.kiosk->Sync().ok());
    }
    return OpenDoor(Away(), device);
  }

  // Gives the network back and uploads.
  Door Reconnect(Door door, int device = 1) {
    door.kiosk.reset();
    door.journal.reset();
    door = OpenDoor(Reachable(), device);
    Exchange(door);
    return door;
  }

  static void Exchange(const Door& door) {
    for (const absl::Status& status :
         {door.kiosk->Sync(), door.kiosk->Settle(), door.kiosk->Upload()}) {
      EXPECT_TRUE(status.ok()) << status;
    }
  }

  static std::string Scan(const Door& door, const std::string& typed,
                          Decision::Direction direction = kEntry) {
    const auto decision = door.kiosk->Scan(typed, direction);
    if (!decision.ok()) return "ERROR";
    const std::string where = decision->offline() ? " offline" : "";
    switch (decision->outcome()) {
      case Decision::OUTCOME_ADMITTED:
        return "ADMITTED" + where;
      case Decision::OUTCOME_EXITED:
        return "EXITED" + where;
      default:
        return Decision::Reason_Name(decision->reason()) + where;
    }
  }

  std::string NewTicket() {
    return forum_.TicketOf(forum_.Register(MODE_IN_PERSON)).text();
  }

  std::string Rotate(const std::string& registration) {
    registration::v1::RotateTicketRequest request;
    registration::v1::RotateTicketResponse response;
    request.set_name(registration);
    EXPECT_TRUE(Call(forum_.stub(), &RegistrationService::Stub::RotateTicket,
                     request, &response)
                    .ok());
    return response.ticket().text();
  }

  void Cancel(const std::string& registration) {
    registration::v1::CancelRegistrationRequest request;
    registration::v1::CancelRegistrationResponse response;
    request.set_name(registration);
    request.set_initiator(
        registration::v1::CancelRegistrationRequest::INITIATOR_ORGANIZER);
    EXPECT_TRUE(Call(forum_.stub(),
                     &RegistrationService::Stub::CancelRegistration, request,
                     &response)
                    .ok());
  }

  // Sends a scan as its device does, whose answer it does not get.
  Decision Send(const checkin::v1::CheckInRequest& request) {
    checkin::v1::CheckInResponse response;
    const grpc::Status status =
        Call(door_.stub(), &Stub::CheckIn, request, &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
    return response.decision();
  }

  std::optional<Decision> Find(const std::string& device,
                               const std::string& scan_id) {
    checkin::v1::GetDecisionRequest request;
    checkin::v1::GetDecisionResponse response;
    request.set_device(device);
    request.set_scan_id(scan_id);
    if (!Call(door_.stub(), &Stub::GetDecision, request, &response).ok()) {
      return std::nullopt;
    }
    return response.decision();
  }

  std::vector<Conflict> Conflicts() {
    checkin::v1::ListConflictsRequest request;
    checkin::v1::ListConflictsResponse response;
    request.set_event(forum_.name());
    EXPECT_TRUE(
        Call(door_.stub(), &Stub::ListConflicts, request, &response).ok());
    return {response.conflicts().begin(), response.conflicts().end()};
  }

  // The outcomes that the ledger has, in the order of the scans.
  std::string Ledger() {
    return testing::ExecuteSql(
        "SELECT coalesce(string_agg(outcome, ' ' ORDER BY scan_time, scan_id),"
        " '') FROM rollcall.decision WHERE event_id = '" +
        forum_.name().substr(sizeof("events/") - 1) + "'");
  }

  static ScanCounts CountsOf(const Door& door) {
    const auto counts = door.kiosk->queue().Count();
    EXPECT_TRUE(counts.ok()) << counts.status();
    return counts.value_or(ScanCounts{});
  }

  testing::Serving<RegistrationService, registration::RegistrationService>
      registrar_;
  testing::Serving<checkin::v1::CheckInService, CheckInService> door_;
  testing::Forum forum_{registrar_.NewChannel()};
  testing::ScratchFolder folder_;
  // What the test lets pass.
  absl::Duration elapsed_;
};

TEST_F(KioskTest, AsksTheServiceAndCorrectsItsClock) {
  const Door door = OpenDoor(Reachable());
  ASSERT_TRUE(door.kiosk->Sync().ok());
  const std::string ticket = NewTicket();
  const auto decision = door.kiosk->Scan(ticket, kEntry);
  ASSERT_TRUE(decision.ok()) << decision.status();
  EXPECT_EQ(decision->outcome(), Decision::OUTCOME_ADMITTED);
  EXPECT_FALSE(decision->offline());
  const absl::Time scanned =
      absl::FromUnixSeconds(decision->scan_time().seconds());
  EXPECT_LT(absl::AbsDuration(scanned - absl::Now()), absl::Minutes(1));
  EXPECT_EQ(Scan(door, ticket), "ALREADY_INSIDE");
  EXPECT_EQ(Scan(door, ticket, kExit), "EXITED");
  EXPECT_EQ(CountsOf(door).settled, 3);
}

TEST_F(KioskTest, DecidesAloneAndUploadsOnce) {
  const std::string ticket = NewTicket();
  Door door = OpenAway();
  EXPECT_EQ(Scan(door, ticket), "ADMITTED offline");
  EXPECT_EQ(Scan(door, ticket), "ALREADY_INSIDE offline");
  EXPECT_EQ(Scan(door, ticket, kExit), "EXITED offline");
  EXPECT_EQ(Scan(door, "0000-0000-0"), "INVALID_CODE offline");
  EXPECT_EQ(CountsOf(door).waiting, 4);
  EXPECT_FALSE(door.kiosk->Upload().ok());
  EXPECT_EQ(Ledger(), "");

  door = Reconnect(std::move(door));
  EXPECT_EQ(CountsOf(door).waiting, 0);
  EXPECT_EQ(CountsOf(door).settled, 4);
  EXPECT_EQ(Ledger(), "ADMITTED REFUSED EXITED REFUSED");
  Exchange(door);
  EXPECT_EQ(Ledger(), "ADMITTED REFUSED EXITED REFUSED");
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(KioskTest, KnowsWhomItLetInWhileTheServiceAnswered) {
  const std::string ticket = NewTicket();
  {
    const Door door = OpenDoor(Reachable());
    ASSERT_TRUE(door.kiosk->Sync().ok());
    EXPECT_EQ(Scan(door, ticket), "ADMITTED");
  }
  const Door door = OpenDoor(Away());
  EXPECT_EQ(Scan(door, ticket), "ALREADY_INSIDE offline");
}

TEST_F(KioskTest, DecidesAloneForWhomItHasToUpload) {
  const std::string ticket = NewTicket();
  const std::string other = NewTicket();
  Door door = OpenAway();
  EXPECT_EQ(Scan(door, ticket), "ADMITTED offline");
  door.kiosk.reset();
  door.journal.reset();
  door = OpenDoor(Reachable());
  // The service does not know of it yet, and would admit.
  EXPECT_EQ(Scan(door, ticket), "ALREADY_INSIDE offline");
  EXPECT_EQ(Scan(door, other), "ADMITTED");
  Exchange(door);
  EXPECT_EQ(Scan(door, ticket), "ALREADY_INSIDE");
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(KioskTest, AsksNoMoreForAWhileAfterAFailure) {
  const std::string ticket = NewTicket();
  Door door = OpenAway();
  EXPECT_TRUE(door.kiosk->IsOnline());
  EXPECT_EQ(Scan(door, ticket), "ADMITTED offline");
  EXPECT_FALSE(door.kiosk->IsOnline());
  elapsed_ += absl::Minutes(1);
  EXPECT_TRUE(door.kiosk->IsOnline());
  EXPECT_FALSE(door.kiosk->Sync().ok());
  EXPECT_FALSE(door.kiosk->IsOnline());
}

TEST_F(KioskTest, CannotDecideWithoutAManifest) {
  const std::string ticket = NewTicket();
  const Door door = OpenDoor(Away());
  EXPECT_EQ(Scan(door, ticket), "ERROR");
  EXPECT_EQ(CountsOf(door).lost, 1);
  EXPECT_EQ(CountsOf(door).waiting, 0);
}

TEST_F(KioskTest, RemembersNothingOfACallThatIsWrong) {
  const Door door = OpenDoor(Reachable());
  auto options = OptionsOf(1);
  options.session = forum_.Session("none");
  const auto kiosk = Kiosk::Open(Reachable(), options, *door.journal);
  ASSERT_TRUE(kiosk.ok());
  const auto decision = (*kiosk)->Scan(NewTicket(), kEntry);
  EXPECT_THAT(std::string(decision.status().message()),
              HasSubstr("SESSION_NOT_FOUND"));
  EXPECT_EQ(CountsOf(door).lost, 0);
}

TEST_F(KioskTest, FollowsChangesOfTheManifest) {
  const std::string cancelled = forum_.Register(MODE_IN_PERSON);
  const std::string rotated = forum_.Register(MODE_IN_PERSON);
  const std::string old_text = forum_.TicketOf(rotated).text();
  const std::string old_code = forum_.TicketOf(rotated).code();
  const std::string cancelled_text = forum_.TicketOf(cancelled).text();
  {
    const Door door = OpenDoor(Reachable());
    ASSERT_TRUE(door.kiosk->Sync().ok());
    const std::string token = door.kiosk->manifest().GetHead()->token;
    EXPECT_NE(token, "");
    Cancel(cancelled);
    Rotate(rotated);
    ASSERT_TRUE(door.kiosk->Sync().ok());
  }
  const std::string added = forum_.Register(MODE_IN_PERSON);
  Door door = OpenAway();
  EXPECT_EQ(Scan(door, old_text), "REVOKED offline");
  EXPECT_EQ(Scan(door, old_code), "REVOKED offline");
  EXPECT_EQ(Scan(door, cancelled_text), "CANCELLED offline");
  EXPECT_EQ(Scan(door, forum_.TicketOf(rotated).text()), "ADMITTED offline");
  EXPECT_EQ(Scan(door, forum_.TicketOf(added).code()), "ADMITTED offline");
  door = Reconnect(std::move(door));
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(KioskTest, AdmitsATicketThatIsNewerThanItsManifest) {
  Door door = OpenAway();
  const auto ticket = forum_.TicketOf(forum_.Register(MODE_IN_PERSON));
  EXPECT_EQ(Scan(door, ticket.text()), "ADMITTED offline");
  EXPECT_EQ(Scan(door, ticket.text()), "ALREADY_INSIDE offline");
  // A code is not signed.
  EXPECT_EQ(Scan(door, ticket.code()), "INVALID_CODE offline");
  door = Reconnect(std::move(door));
  EXPECT_EQ(Ledger(), "ADMITTED REFUSED REFUSED");
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(KioskTest, LeavesOneConflictWhenTwoKiosksAdmitOneTicket) {
  const std::string ticket = NewTicket();
  Door first = OpenAway(1);
  Door second = OpenAway(2);
  EXPECT_EQ(Scan(first, ticket), "ADMITTED offline");
  EXPECT_EQ(Scan(second, ticket), "ADMITTED offline");
  second = Reconnect(std::move(second), 2);
  EXPECT_THAT(Conflicts(), IsEmpty());
  first = Reconnect(std::move(first), 1);
  const auto conflicts = Conflicts();
  ASSERT_THAT(conflicts, SizeIs(1));
  EXPECT_EQ(conflicts[0].kind(), Conflict::KIND_DUPLICATE_OFFLINE);
  EXPECT_EQ(conflicts[0].device(), forum_.Device(2));
  EXPECT_EQ(conflicts[0].canonical_device(), forum_.Device(1));
}

TEST_F(KioskTest, ReportsWhatARevokedTicketAdmitted) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  const std::string ticket = forum_.TicketOf(person).text();
  Door door = OpenAway();
  Rotate(person);
  EXPECT_EQ(Scan(door, ticket), "ADMITTED offline");
  door = Reconnect(std::move(door));
  const auto conflicts = Conflicts();
  ASSERT_THAT(conflicts, SizeIs(1));
  EXPECT_EQ(conflicts[0].kind(), Conflict::KIND_REVOKED_AT_TIME);
}

// A scan of `door` that it had sent when it crashed, as of a process before.
checkin::v1::CheckInRequest Sent(const Door& door, const KioskOptions& options,
                                 const std::string& ticket) {
  checkin::v1::CheckInRequest request;
  request.set_session(options.session);
  request.set_device(options.device);
  request.set_ticket(ticket);
  request.set_direction(kEntry);
  request.set_scan_id(NewUuid());
  request.mutable_scan_time()->set_seconds(absl::ToUnixSeconds(absl::Now()));
  EXPECT_TRUE(door.kiosk->queue().Begin(request).ok());
  return request;
}

TEST_F(KioskTest, SettlesAScanWhoseAnswerWasLostInACrash) {
  const std::string ticket = NewTicket();
  Door door = OpenDoor(Reachable());
  const auto recorded = Sent(door, OptionsOf(1), ticket);
  const auto unsent = Sent(door, OptionsOf(1), NewTicket());
  Send(recorded);
  door = Reconnect(std::move(door));
  // They might be under way still.
  EXPECT_EQ(CountsOf(door).lost, 2);
  elapsed_ = absl::Minutes(1);
  ASSERT_TRUE(door.kiosk->Settle().ok());
  EXPECT_EQ(CountsOf(door).lost, 0);
  EXPECT_EQ(CountsOf(door).settled, 1);
  EXPECT_FALSE(Find(forum_.Device(1), unsent.scan_id()));
  EXPECT_EQ(Ledger(), "ADMITTED");

  // The kiosk knows who is inside since.
  door.kiosk.reset();
  door.journal.reset();
  door = OpenDoor(Away());
  EXPECT_EQ(Scan(door, ticket), "ALREADY_INSIDE offline");
}

TEST_F(KioskTest, UploadsAScanThatTheServiceHasAlready) {
  const std::string ticket = NewTicket();
  Door door = OpenAway();
  EXPECT_EQ(Scan(door, ticket), "ADMITTED offline");
  const auto waiting = door.kiosk->queue().List(ScanStatus::kDecided, 1);
  ASSERT_THAT(*waiting, SizeIs(1));
  Send((*waiting)[0].request);
  door = Reconnect(std::move(door));
  EXPECT_EQ(CountsOf(door).settled, 1);
  EXPECT_EQ(Ledger(), "ADMITTED");
  EXPECT_FALSE(
      Find(forum_.Device(1), (*waiting)[0].request.scan_id())->offline());
}

TEST_F(KioskTest, ReportsAnAdmissionThatTheServiceHadRefused) {
  const std::string ticket = NewTicket();
  Door door = OpenAway();
  const Door other = OpenDoor(Reachable(), 2);
  ASSERT_TRUE(other.kiosk->Sync().ok());
  EXPECT_EQ(Scan(other, ticket), "ADMITTED");
  EXPECT_EQ(Scan(door, ticket), "ADMITTED offline");
  const auto waiting = door.kiosk->queue().List(ScanStatus::kDecided, 1);
  const auto& request = (*waiting)[0].request;
  EXPECT_EQ(Send(request).reason(), Decision::ALREADY_INSIDE);

  door = Reconnect(std::move(door));
  EXPECT_EQ(CountsOf(door).waiting, 0);
  EXPECT_EQ(CountsOf(door).settled, 2);
  const auto conflicts = Conflicts();
  ASSERT_THAT(conflicts, SizeIs(1));
  EXPECT_EQ(conflicts[0].kind(), Conflict::KIND_DUPLICATE_OFFLINE);
  const auto fact = Find(forum_.Device(1), conflicts[0].scan_id());
  ASSERT_TRUE(fact);
  EXPECT_EQ(fact->attempt_of(), request.scan_id());
  EXPECT_TRUE(fact->offline());
}

TEST_F(KioskTest, AnnulsAnAdmissionThatTheDoorRefused) {
  Door door = OpenAway();
  const std::string person = forum_.Register(MODE_IN_PERSON);
  const std::string code = forum_.TicketOf(person).code();
  EXPECT_EQ(Scan(door, code), "INVALID_CODE offline");
  const auto waiting = door.kiosk->queue().List(ScanStatus::kDecided, 1);
  const auto& request = (*waiting)[0].request;
  EXPECT_EQ(Send(request).outcome(), Decision::OUTCOME_ADMITTED);

  door = Reconnect(std::move(door));
  EXPECT_EQ(CountsOf(door).waiting, 0);
  EXPECT_TRUE(Find(forum_.Device(1), request.scan_id())->has_annul_time());
  EXPECT_EQ(Scan(door, code), "ADMITTED");
}

TEST_F(KioskTest, DecidesAloneWhenTheAnswerIsLate) {
  const std::string person = forum_.Register(MODE_IN_PERSON);
  const std::string ticket = forum_.TicketOf(person).text();
  const Door door = OpenDoor(Reachable());
  ASSERT_TRUE(door.kiosk->Sync().ok());
  auto options = OptionsOf(1);
  options.patience = absl::Milliseconds(200);
  const auto kiosk = Kiosk::Open(Reachable(), options, *door.journal);
  ASSERT_TRUE(kiosk.ok());
  {
    // Whoever decides about the person waits for this.
    pqxx::connection connection(testing::DatabaseUrl());
    pqxx::work lock(connection);
    lock.exec("SELECT FROM rollcall.registration WHERE registration_id = '" +
              person.substr(person.rfind('/') + 1) + "' FOR UPDATE");
    const auto decision = (*kiosk)->Scan(ticket, kEntry);
    ASSERT_TRUE(decision.ok()) << decision.status();
    EXPECT_TRUE(decision->offline());
    EXPECT_EQ(decision->outcome(), Decision::OUTCOME_ADMITTED);
  }
  Exchange(door);
  EXPECT_EQ(CountsOf(door).waiting, 0);
  EXPECT_EQ(Ledger(), "ADMITTED");
  EXPECT_THAT(Conflicts(), IsEmpty());
}

TEST_F(KioskTest, GoesOnWithAnUploadThatWasBrokenOff) {
  constexpr int kScans = 1200;
  Door door = OpenAway();
  for (int i = 0; i < kScans; ++i) {
    ASSERT_EQ(Scan(door, "0000-0000-0"), "INVALID_CODE offline");
  }
  // Some of them were stored, and the device did not learn of it.
  const auto stored = door.kiosk->queue().List(ScanStatus::kDecided, 700);
  checkin::v1::UploadScansRequest request;
  request.set_device(forum_.Device(1));
  for (const QueuedScan& scan : *stored) {
    auto* message = request.add_scans();
    *message->mutable_check_in() = scan.request;
    message->set_outcome(scan.decision.outcome());
    *message->mutable_reasons() = scan.decision.all_reasons();
  }
  const auto context = testing::NewContext();
  const auto stream = door_.stub().UploadScans(context.get());
  checkin::v1::UploadScansResponse response;
  EXPECT_TRUE(stream->Write(request));
  EXPECT_TRUE(stream->Read(&response));
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());

  door = Reconnect(std::move(door));
  EXPECT_EQ(CountsOf(door).waiting, 0);
  EXPECT_EQ(CountsOf(door).settled, kScans);
  EXPECT_EQ(testing::ExecuteSql(
                "SELECT count(*) FROM rollcall.decision WHERE event_id = '" +
                forum_.name().substr(sizeof("events/") - 1) + "'"),
            absl::StrCat(kScans));
}

TEST_F(KioskTest, KeepsWhatTheServiceDoesNotTake) {
  const std::string ticket = NewTicket();
  Door door = OpenAway();
  EXPECT_EQ(Scan(door, ticket), "ADMITTED offline");
  auto waiting = door.kiosk->queue().List(ScanStatus::kDecided, 1);
  QueuedScan bad = (*waiting)[0];
  bad.request.set_scan_id(NewUuid());
  bad.request.set_session(forum_.Session("none"));
  ASSERT_TRUE(door.kiosk->queue().Decide(bad, "").ok());

  door = Reconnect(std::move(door));
  EXPECT_EQ(CountsOf(door).settled, 1);
  EXPECT_EQ(CountsOf(door).failed, 1);
  const auto failed = door.kiosk->queue().List(ScanStatus::kFailed, 10);
  ASSERT_THAT(*failed, SizeIs(1));
  EXPECT_THAT((*failed)[0].error, HasSubstr("SESSION_NOT_FOUND"));
  EXPECT_EQ(Ledger(), "ADMITTED");
}

}  // namespace
}  // namespace rollcall::kiosk
