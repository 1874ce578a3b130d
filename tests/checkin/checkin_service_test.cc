#include "services/checkin/checkin_service.h"

#include <atomic>
#include <map>
#include <thread>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "common/ticket/ticket.h"
#include "services/registration/registration_service.h"
#include "services/registration/ticket_store.h"
#include "services/reporting/reporting_service.h"
#include "tests/harness/forum.h"
#include "tests/harness/instance.h"
#include "tests/harness/sql.h"
#include "tests/harness/ticket_keys.h"

namespace rollcall::checkin {
namespace {

using registration::RegistrationService;
using reporting::ReportingService;
using rollcall::testing::BadRequestOf;
using rollcall::testing::Call;
using rollcall::testing::ExecuteSql;
using rollcall::testing::Forum;
using rollcall::testing::NewContext;
using rollcall::testing::ReasonOf;
using rollcall::testing::Serving;
using rollcall::testing::TestTicketKeys;
using ::testing::ElementsAre;
using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;

class CheckInServiceTest : public ::testing::Test {
 protected:
  // A scan of `ticket` at the front door during the event, by a new scan_id.
  v1::CheckInRequest ScanOf(const std::string& ticket) {
    v1::CheckInRequest request;
    request.set_session(forum_.Session("venue"));
    request.set_ticket(ticket);
    request.set_device(forum_.Device(1));
    request.set_gate("North");
    request.set_direction(v1::Decision::DIRECTION_ENTRY);
    request.set_scan_id(NewUuid());
    request.mutable_scan_time()->set_seconds(forum_.start_seconds() + 3600);
    return request;
  }

  v1::CheckInRequest ScanOfNewPerson() {
    return ScanOf(forum_.TicketOf(forum_.Register(MODE_IN_PERSON)).text());
  }

  v1::CheckInResponse CheckIn(const v1::CheckInRequest& request) {
    v1::CheckInResponse response;
    const grpc::Status status = Call(
        door_.stub(), &v1::CheckInService::Stub::CheckIn, request, &response);
    EXPECT_TRUE(status.ok()) << ReasonOf(status) << status.error_message();
    return response;
  }

  v1::Decision Decide(const v1::CheckInRequest& request) {
    return CheckIn(request).decision();
  }

  std::string RefusalOf(const v1::CheckInRequest& request) {
    const v1::Decision decision = Decide(request);
    EXPECT_EQ(decision.outcome(), v1::Decision::OUTCOME_REFUSED);
    return v1::Decision::Reason_Name(decision.reason());
  }

  std::string ErrorOf(const v1::CheckInRequest& request) {
    v1::CheckInResponse response;
    return ReasonOf(Call(door_.stub(), &v1::CheckInService::Stub::CheckIn,
                         request, &response));
  }

  reporting::v1::GetSummaryResponse Summary() {
    reporting::v1::GetSummaryRequest request;
    reporting::v1::GetSummaryResponse response;
    request.set_event(forum_.name());
    EXPECT_TRUE(Call(reports_.stub(),
                     &reporting::v1::ReportingService::Stub::GetSummary,
                     request, &response)
                    .ok());
    return response;
  }

  std::string EventId() { return forum_.name().substr(sizeof("events/") - 1); }

  void SetState(const std::string& registration, const std::string& state) {
    ExecuteSql("UPDATE rollcall.registration SET state = " +
               ("'" + state + "' WHERE event_id = '" + EventId() +
                "' AND registration_id = '" +
                registration.substr(registration.rfind('/') + 1) + "'"));
  }

  // A ticket of the forum that nobody was given.
  ticket::Content NewContent() {
    return {0,
            EventId(),
            NewUuid(),
            NewRandomUuid(),
            absl::FromUnixSeconds(forum_.start_seconds()),
            absl::FromUnixSeconds(forum_.start_seconds() + 1)};
  }

  // Publishes the keys of the tests and another, as after a rotation.
  std::vector<ticket::SigningKey> PublishKeys() {
    std::vector<ticket::SigningKey> keys = TestTicketKeys();
    keys.emplace_back(2, std::string(ticket::kSeedBytes, 'u'));
    EXPECT_TRUE(registration::TicketStore(registrar_.pool())
                    .PublishKeys(keys, "keys", absl::Now() + absl::Minutes(1))
                    .ok());
    return keys;
  }

  Serving<registration::v1::RegistrationService, RegistrationService>
      registrar_;
  Serving<v1::CheckInService, CheckInService> door_;
  Serving<reporting::v1::ReportingService, ReportingService> reports_;
  Forum forum_{registrar_.NewChannel()};
};

TEST_F(CheckInServiceTest, AdmitsByTicketCodeAndRegistration) {
  const std::string name = forum_.Register(MODE_IN_PERSON);
  const auto ticket = forum_.TicketOf(name);
  v1::CheckInRequest request = ScanOf(ticket.text());
  const v1::Decision by_ticket = Decide(request);
  EXPECT_EQ(by_ticket.outcome(), v1::Decision::OUTCOME_ADMITTED);
  EXPECT_EQ(by_ticket.registration(), name);
  EXPECT_EQ(by_ticket.session(), request.session());
  EXPECT_EQ(by_ticket.device(), request.device());
  EXPECT_EQ(by_ticket.gate(), "North");
  EXPECT_EQ(by_ticket.scan_id(), request.scan_id());

  request.set_session(forum_.Session("panel"));
  request.set_scan_id(NewUuid());
  // As somebody may read it aloud.
  request.set_code(" " + ticket.code().substr(0, 4) + "-" +
                   ticket.code().substr(4));
  EXPECT_EQ(Decide(request).outcome(), v1::Decision::OUTCOME_ADMITTED);

  const std::string other = forum_.Register(MODE_IN_PERSON);
  request.set_scan_id(NewUuid());
  request.set_registration(other);
  EXPECT_EQ(Decide(request).registration(), other);
}

TEST_F(CheckInServiceTest, KeepsAnExplicitScanTime) {
  v1::CheckInRequest request = ScanOfNewPerson();
  request.mutable_scan_time()->set_seconds(forum_.start_seconds() - 7200);
  request.mutable_scan_time()->set_nanos(123456000);
  const v1::Decision decision = Decide(request);
  EXPECT_EQ(decision.outcome(), v1::Decision::OUTCOME_ADMITTED);
  EXPECT_EQ(decision.scan_time().seconds(), forum_.start_seconds() - 7200);
  EXPECT_EQ(decision.scan_time().nanos(), 123456000);
  EXPECT_GT(decision.receive_time().seconds(), decision.scan_time().seconds());
}

TEST_F(CheckInServiceTest, ReplaysAnAdmissionUnchanged) {
  v1::CheckInRequest request = ScanOfNewPerson();
  request.set_attempt_of(NewUuid());
  const v1::CheckInResponse first = CheckIn(request);
  EXPECT_FALSE(first.replayed());
  SetState(first.decision().registration(), "CANCELLED");
  const v1::CheckInResponse again = CheckIn(request);
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.decision().SerializeAsString(),
            first.decision().SerializeAsString());
}

TEST_F(CheckInServiceTest, ReplaysARefusalUntilThereIsANewScan) {
  const std::string name = forum_.Register(MODE_IN_PERSON);
  v1::CheckInRequest request = ScanOf(forum_.TicketOf(name).text());
  SetState(name, "PENDING");
  const v1::CheckInResponse refused = CheckIn(request);
  EXPECT_EQ(refused.decision().reason(), v1::Decision::PENDING_APPROVAL);
  SetState(name, "CONFIRMED");
  EXPECT_EQ(CheckIn(request).decision().SerializeAsString(),
            refused.decision().SerializeAsString());
  request.set_scan_id(NewUuid());
  EXPECT_EQ(Decide(request).outcome(), v1::Decision::OUTCOME_ADMITTED);
}

TEST_F(CheckInServiceTest, ReplaysASecondEntryWithItsFirstAdmission) {
  v1::CheckInRequest request = ScanOfNewPerson();
  const v1::Decision first = Decide(request);
  request.set_scan_id(NewUuid());
  request.set_device(forum_.Device(2));
  request.set_gate("South");
  const v1::Decision refused = Decide(request);
  EXPECT_EQ(refused.reason(), v1::Decision::ALREADY_INSIDE);
  EXPECT_THAT(refused.all_reasons(), ElementsAre(v1::Decision::ALREADY_INSIDE));
  EXPECT_EQ(refused.first_admission().gate(), "North");
  EXPECT_EQ(refused.first_admission().device(), forum_.Device(1));
  EXPECT_EQ(refused.first_admission().scan_time().SerializeAsString(),
            first.scan_time().SerializeAsString());
  EXPECT_EQ(Decide(request).SerializeAsString(), refused.SerializeAsString());
}

// Words may be erased, and then there is nothing to compare with.
TEST_F(CheckInServiceTest, ReplaysAScanIdWithOtherWords) {
  v1::CheckInRequest request = ScanOfNewPerson();
  request.set_force(true);
  request.set_force_reason("Known to me");
  const v1::Decision first = Decide(request);
  request.set_force_reason("Known to us");
  const v1::CheckInResponse again = CheckIn(request);
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.decision().SerializeAsString(), first.SerializeAsString());
}

TEST_F(CheckInServiceTest, RefusesAScanIdWithOtherContent) {
  v1::CheckInRequest request = ScanOfNewPerson();
  Decide(request);
  request.set_gate("South");
  EXPECT_EQ(ErrorOf(request), "SCAN_ID_REUSED");
  // Another device may make the same id.
  request.set_device(forum_.Device(2));
  EXPECT_EQ(RefusalOf(request), "ALREADY_INSIDE");
}

TEST_F(CheckInServiceTest, RefusesWhatNobodyIsKnownUnder) {
  for (const char* text : {"hello", "/ + % ü space", "RC1:",
                           "a\tb\x1d"
                           "c"}) {
    v1::CheckInRequest request = ScanOf(text);
    request.set_force(true);
    request.set_force_reason("The chair says so.");
    EXPECT_EQ(RefusalOf(request), "INVALID_CODE") << text;
  }
  v1::CheckInRequest request = ScanOf("x");
  request.set_code("0000-0000-1");
  EXPECT_EQ(RefusalOf(request), "INVALID_CODE");
  request.set_scan_id(NewUuid());
  request.set_registration(forum_.name() + "/registrations/" + NewUuid());
  EXPECT_EQ(RefusalOf(request), "INVALID_CODE");
}

TEST_F(CheckInServiceTest, RefusesATextThatNobodySignedWhateverTheForce) {
  const ticket::SigningKey forger(1, std::string(ticket::kSeedBytes, 'f'));
  const ticket::SigningKey unknown(4711, std::string(ticket::kSeedBytes, 'f'));
  for (const ticket::SigningKey* key : {&forger, &unknown}) {
    v1::CheckInRequest request = ScanOf(RenderText(Sign(NewContent(), *key)));
    request.set_force(true);
    request.set_force_reason("The chair says so.");
    EXPECT_EQ(RefusalOf(request), "BAD_SIGNATURE") << key->id();
    request.set_scan_id(NewUuid());
    request.set_direction(v1::Decision::DIRECTION_EXIT);
    EXPECT_EQ(RefusalOf(request), "BAD_SIGNATURE") << key->id();
  }
}

TEST_F(CheckInServiceTest, KnowsTheSignaturesOfAllKeys) {
  const auto keys = PublishKeys();
  ASSERT_EQ(keys.size(), 2u);
  for (const ticket::SigningKey& key : keys) {
    EXPECT_EQ(RefusalOf(ScanOf(RenderText(Sign(NewContent(), key)))),
              "INVALID_CODE");
    ticket::SignedTicket tampered = Sign(NewContent(), key);
    tampered.content.registration = NewUuid();
    EXPECT_EQ(RefusalOf(ScanOf(RenderText(tampered))), "BAD_SIGNATURE");
  }
}

TEST_F(CheckInServiceTest, RefusesAKnownSerialOfAnotherRegistration) {
  const std::string name = forum_.Register(MODE_IN_PERSON);
  auto ticket = ticket::ParseText(forum_.TicketOf(name).text()).value();
  ticket.content.registration = NewUuid();
  EXPECT_EQ(RefusalOf(ScanOf(RenderText(ticket))), "INVALID_CODE");
}

// A ticket may be printed before the keys are rotated or the event is moved.
TEST_F(CheckInServiceTest, AdmitsByTheSerialOfAnOlderText) {
  const std::string name = forum_.Register(MODE_IN_PERSON);
  ticket::Content content =
      ticket::ParseText(forum_.TicketOf(name).text())->content;
  content.not_after += absl::Hours(1);
  EXPECT_EQ(
      Decide(ScanOf(RenderText(Sign(content, PublishKeys().back())))).outcome(),
      v1::Decision::OUTCOME_ADMITTED);
}

TEST_F(CheckInServiceTest, RefusesARotatedTicketAndItsCode) {
  const std::string name = forum_.Register(MODE_IN_PERSON);
  const auto old_ticket = forum_.TicketOf(name);
  registration::v1::RotateTicketRequest rotate;
  registration::v1::RotateTicketResponse rotated;
  rotate.set_name(name);
  ASSERT_TRUE(Call(forum_.stub(),
                   &registration::v1::RegistrationService::Stub::RotateTicket,
                   rotate, &rotated)
                  .ok());
  EXPECT_EQ(RefusalOf(ScanOf(old_ticket.text())), "REVOKED");
  v1::CheckInRequest by_code = ScanOf("x");
  by_code.set_code(old_ticket.code());
  EXPECT_EQ(RefusalOf(by_code), "REVOKED");
  EXPECT_EQ(Decide(ScanOf(rotated.ticket().text())).outcome(),
            v1::Decision::OUTCOME_ADMITTED);
}

TEST_F(CheckInServiceTest, KeepsTheBeginningOfAnUnknownCode) {
  v1::CheckInRequest request = ScanOf(std::string(127, 'x') + "üü\n");
  EXPECT_EQ(RefusalOf(request), "INVALID_CODE");
  EXPECT_EQ(ExecuteSql("SELECT unknown_credential FROM rollcall.decision "
                       "WHERE event_id = '" +
                       EventId() + "'"),
            std::string(127, 'x'));
}

TEST_F(CheckInServiceTest, RefusesAnotherEventsTicketAndRegistration) {
  Forum other(registrar_.NewChannel());
  const std::string name = other.Register(MODE_IN_PERSON);
  EXPECT_EQ(RefusalOf(ScanOf(other.TicketOf(name).text())), "WRONG_EVENT");
  v1::CheckInRequest request = ScanOf("x");
  request.set_registration(name);
  EXPECT_EQ(RefusalOf(request), "WRONG_EVENT");
}

TEST_F(CheckInServiceTest, RefusesARevokedTicket) {
  const v1::CheckInRequest request = ScanOfNewPerson();
  ExecuteSql(
      "UPDATE rollcall.ticket SET revoked = true, "
      "revoke_time = now() WHERE event_id = '" +
      EventId() + "'");
  EXPECT_EQ(RefusalOf(request), "REVOKED");
}

TEST_F(CheckInServiceTest, RefusesAnOnlineRegistration) {
  const std::string name = forum_.Register(MODE_ONLINE);
  EXPECT_EQ(RefusalOf(ScanOf(forum_.TicketOf(name).text())), "WRONG_MODE");
}

TEST_F(CheckInServiceTest, KeepsAnExitWithoutEntryAsAnAnomaly) {
  v1::CheckInRequest request = ScanOfNewPerson();
  request.set_direction(v1::Decision::DIRECTION_EXIT);
  const v1::Decision decision = Decide(request);
  EXPECT_EQ(decision.outcome(), v1::Decision::OUTCOME_EXITED);
  EXPECT_EQ(decision.anomaly(), v1::Decision::ANOMALY_EXIT_WITHOUT_ENTRY);
  EXPECT_EQ(Summary().total().attended_count(), 0);
}

TEST_F(CheckInServiceTest, AdmitsAgainAfterAnExit) {
  v1::CheckInRequest request = ScanOfNewPerson();
  for (const auto& [direction, outcome] :
       std::vector<std::pair<v1::Decision::Direction, v1::Decision::Outcome>>{
           {v1::Decision::DIRECTION_ENTRY, v1::Decision::OUTCOME_ADMITTED},
           {v1::Decision::DIRECTION_EXIT, v1::Decision::OUTCOME_EXITED},
           {v1::Decision::DIRECTION_ENTRY, v1::Decision::OUTCOME_ADMITTED},
           {v1::Decision::DIRECTION_ENTRY, v1::Decision::OUTCOME_REFUSED}}) {
    request.set_scan_id(NewUuid());
    request.set_direction(direction);
    EXPECT_EQ(Decide(request).outcome(), outcome);
  }
  EXPECT_EQ(Summary().total().attended_count(), 1);
}

TEST_F(CheckInServiceTest, MarksAForcedAdmission) {
  v1::CheckInRequest request = ScanOfNewPerson();
  request.set_force(true);
  EXPECT_EQ(ErrorOf(request), "INVALID_FIELD");
  request.set_force_reason("The minister waits.");
  const v1::Decision fresh = Decide(request);
  EXPECT_FALSE(fresh.forced());
  EXPECT_TRUE(fresh.force_requested());

  request.set_scan_id(NewUuid());
  const v1::Decision inside = Decide(request);
  EXPECT_EQ(inside.outcome(), v1::Decision::OUTCOME_ADMITTED);
  EXPECT_TRUE(inside.forced());
  EXPECT_EQ(Summary().total().attended_count(), 1);
}

TEST_F(CheckInServiceTest, CountsAPersonAtASessionForTheEventToo) {
  v1::CheckInRequest request = ScanOfNewPerson();
  request.set_session(forum_.Session("panel"));
  Decide(request);
  EXPECT_EQ(Summary().total().in_person_only_count(), 1);
}

TEST_F(CheckInServiceTest, FailsForWhatDoesNotExist) {
  v1::CheckInRequest request = ScanOfNewPerson();
  request.set_session(forum_.Session("nowhere"));
  EXPECT_EQ(ErrorOf(request), "SESSION_NOT_FOUND");
  request.set_session("events/no-such-event/sessions/venue");
  request.set_device("events/no-such-event/devices/" + NewUuid());
  EXPECT_EQ(ErrorOf(request), "EVENT_NOT_FOUND");
}

TEST_F(CheckInServiceTest, NamesEveryWrongField) {
  v1::CheckInRequest request;
  request.set_session("events/Forum");
  request.set_device("devices/1");
  request.set_scan_id("00000000-0000-0000-0000-000000000000");
  request.mutable_scan_time()->set_seconds(1);
  request.set_attempt_of("x");
  request.set_gate(std::string(65, 'g'));
  request.set_force(true);
  v1::CheckInResponse response;
  const grpc::Status status = Call(
      door_.stub(), &v1::CheckInService::Stub::CheckIn, request, &response);
  EXPECT_EQ(ReasonOf(status), "INVALID_FIELD");
  std::vector<std::string> fields;
  const google::rpc::BadRequest bad_request = BadRequestOf(status);
  for (const auto& violation : bad_request.field_violations()) {
    fields.push_back(violation.field());
  }
  EXPECT_THAT(fields, ElementsAre("session", "credential", "device", "gate",
                                  "direction", "scan_id", "scan_time",
                                  "attempt_of", "force_reason"));
}

TEST_F(CheckInServiceTest, TellsThatARequestCannotBeRead) {
  // As a scanner may read it from a code that is not ours.
  const v1::CheckInRequest request = ScanOf("caf\xE9");
  v1::CheckInResponse response;
  const grpc::Status status = Call(
      door_.stub(), &v1::CheckInService::Stub::CheckIn, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(status), "INVALID_FIELD");
  ASSERT_EQ(BadRequestOf(status).field_violations_size(), 1);
  EXPECT_EQ(BadRequestOf(status).field_violations(0).field(), "request");
}

TEST_F(CheckInServiceTest, RefusesADeviceOfAnotherEvent) {
  v1::CheckInRequest request = ScanOfNewPerson();
  request.set_device("events/another/devices/" + NewUuid());
  EXPECT_EQ(ErrorOf(request), "DEVICE_OF_ANOTHER_EVENT");
}

TEST_F(CheckInServiceTest, TakesNoCallWithoutAToken) {
  for (const std::string token : {"", "wrong"}) {
    v1::CheckInResponse response;
    const auto context = NewContext(token);
    const grpc::Status status =
        door_.stub().CheckIn(context.get(), ScanOfNewPerson(), &response);
    EXPECT_EQ(ReasonOf(status), "UNAUTHENTICATED_CALL");
  }
  EXPECT_EQ(Summary().total().attended_count(), 0);
}

TEST_F(CheckInServiceTest, AdmitsATicketOnceFrom64ThreadsOnTwoInstances) {
  const Serving<v1::CheckInService, CheckInService> second;
  const auto first_stub = v1::CheckInService::NewStub(door_.NewChannel());
  const auto second_stub = v1::CheckInService::NewStub(second.NewChannel());
  const v1::CheckInRequest prototype = ScanOfNewPerson();
  std::vector<v1::Decision> decisions(64);
  std::vector<std::thread> threads;
  for (int i = 0; i < 64; ++i) {
    threads.emplace_back([&, i] {
      v1::CheckInRequest request = prototype;
      request.set_scan_id(NewUuid());
      request.set_device(forum_.Device(i));
      v1::CheckInResponse response;
      const grpc::Status status =
          Call(i % 2 == 0 ? *first_stub : *second_stub,
               &v1::CheckInService::Stub::CheckIn, request, &response);
      EXPECT_TRUE(status.ok()) << ReasonOf(status);
      decisions[i] = response.decision();
    });
  }
  for (std::thread& thread : threads) thread.join();

  const v1::Decision* admitted = nullptr;
  for (const v1::Decision& decision : decisions) {
    if (decision.outcome() != v1::Decision::OUTCOME_ADMITTED) continue;
    EXPECT_EQ(admitted, nullptr) << "admitted twice";
    admitted = &decision;
  }
  ASSERT_NE(admitted, nullptr);
  for (const v1::Decision& decision : decisions) {
    if (&decision == admitted) continue;
    EXPECT_EQ(decision.reason(), v1::Decision::ALREADY_INSIDE);
    EXPECT_EQ(decision.first_admission().device(), admitted->device());
    EXPECT_EQ(decision.first_admission().scan_time().SerializeAsString(),
              admitted->scan_time().SerializeAsString());
  }
  EXPECT_EQ(Summary().total().in_person_only_count(), 1);
}

TEST_F(CheckInServiceTest, GivesOneDecisionToOneScanIdFrom32Threads) {
  const Serving<v1::CheckInService, CheckInService> second;
  const auto first_stub = v1::CheckInService::NewStub(door_.NewChannel());
  const auto second_stub = v1::CheckInService::NewStub(second.NewChannel());
  // Nobody is known under the second, so that nothing but the id is in common.
  for (const v1::CheckInRequest& request :
       {ScanOfNewPerson(), ScanOf("nobody's")}) {
    std::vector<std::string> decisions(32);
    std::atomic<int> replays = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 32; ++i) {
      threads.emplace_back([&, i] {
        v1::CheckInResponse response;
        const grpc::Status status =
            Call(i % 2 == 0 ? *first_stub : *second_stub,
                 &v1::CheckInService::Stub::CheckIn, request, &response);
        EXPECT_TRUE(status.ok()) << ReasonOf(status);
        decisions[i] = response.decision().SerializeAsString();
        replays += response.replayed() ? 1 : 0;
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::string& decision : decisions) {
      EXPECT_EQ(decision, decisions[0]);
    }
    EXPECT_EQ(replays, 31);
  }
}

}  // namespace
}  // namespace rollcall::checkin
