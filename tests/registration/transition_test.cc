#include <functional>
#include <map>
#include <string>

#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/harness/sql.h"
#include "tests/registration/queue_test_fixture.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::ReasonOf;
using type::v1::MODE_ONLINE;

class TransitionTest : public QueueTest {
 protected:
  // Brings a new registration into `state` through the service.
  std::string InState(v1::Registration::State state) {
    const std::string email = NewUuid() + "@example.org";
    std::string name = Register(email).name();
    switch (state) {
      case v1::Registration::STATE_CONFIRMED:
      case v1::Registration::STATE_WAITLISTED:
        Approve(name);
        break;
      case v1::Registration::STATE_REJECTED:
        Reject(name);
        break;
      case v1::Registration::STATE_CANCELLED:
        Cancel(name);
        break;
      case v1::Registration::STATE_WITHDRAWN:
        Withdraw(name);
        break;
      default:
        break;
    }
    EXPECT_EQ(StateOf(name), state);
    return name;
  }

  v1::TransferRegistrationRequest TransferTo(const std::string& name,
                                             const std::string& email) {
    auto request = Named<v1::TransferRegistrationRequest>(name);
    auto* person = request.mutable_registration()->mutable_person();
    person->set_display_name("Grace");
    person->set_email(email);
    return request;
  }
};

TEST_F(TransitionTest, WaitsForARegistrarWhenTheEventSaysSo) {
  AskRegistrar();
  const std::string name = InState(v1::Registration::STATE_PENDING);
  EXPECT_EQ(ReasonOf(Send(StubOf(0), Named<v1::GetTicketRequest>(name)).status),
            "TICKET_NOT_FOUND");
  EXPECT_EQ(Approve(name), "");
  EXPECT_EQ(StateOf(name), v1::Registration::STATE_CONFIRMED);
  EXPECT_TRUE(Send(StubOf(0), Named<v1::GetTicketRequest>(name)).ok());
}

TEST_F(TransitionTest, RefusesWhatAStateDoesNotAllow) {
  AskRegistrar();
  const std::string ok;
  const std::string no = "ILLEGAL_STATE_CHANGE";
  struct Moves {
    std::string approve, reject, cancel, withdraw, change_mode;
  };
  const std::map<v1::Registration::State, Moves> expected = {
      {v1::Registration::STATE_PENDING, {ok, ok, ok, ok, ok}},
      {v1::Registration::STATE_CONFIRMED, {ok, no, ok, ok, ok}},
      {v1::Registration::STATE_REJECTED, {no, ok, no, no, no}},
      {v1::Registration::STATE_CANCELLED, {no, no, ok, no, no}},
      {v1::Registration::STATE_WITHDRAWN, {no, no, no, ok, no}}};
  for (const auto& [state, moves] : expected) {
    SCOPED_TRACE(v1::Registration::State_Name(state));
    EXPECT_EQ(Approve(InState(state)), moves.approve);
    EXPECT_EQ(Reject(InState(state)), moves.reject);
    EXPECT_EQ(Cancel(InState(state)), moves.cancel);
    EXPECT_EQ(Withdraw(InState(state)), moves.withdraw);
    EXPECT_EQ(ChangeMode(InState(state), MODE_ONLINE), moves.change_mode);
  }
}

TEST_F(TransitionTest, RefusesAnEtagThatIsNotTheLast) {
  v1::Registration registration = Register("ada@example.org");
  auto request = Named<v1::ChangeModeRequest>(registration.name());
  request.set_mode(MODE_ONLINE);
  request.set_etag(registration.etag());
  EXPECT_TRUE(Send(StubOf(0), request).ok());
  request.set_mode(type::v1::MODE_IN_PERSON);
  EXPECT_EQ(ReasonOf(Send(StubOf(0), request).status), "ETAG_MISMATCH");
  EXPECT_EQ(Get(registration.name()).mode(), MODE_ONLINE);
}

TEST_F(TransitionTest, SaysWhenTheEventHasNoSuchRegistration) {
  const std::string missing = event() + "/registrations/" + NewUuid();
  EXPECT_EQ(Approve(missing), "REGISTRATION_NOT_FOUND");
  EXPECT_EQ(Cancel("events/none/registrations/" + NewUuid()),
            "REGISTRATION_NOT_FOUND");
  EXPECT_EQ(Cancel("events/none"), "INVALID_FIELD");
}

TEST_F(TransitionTest, LetsAPersonRegisterAgainOnceTheyLeft) {
  const std::string first = Register("ada@example.org").name();
  EXPECT_EQ(Withdraw(first), "");
  const std::string second = Register("Ada@Example.org").name();
  EXPECT_NE(first, second);
  EXPECT_EQ(StateOf(second), v1::Registration::STATE_CONFIRMED);
}

TEST_F(TransitionTest, TransfersAPlaceAndEndsTheOldTicket) {
  Limit(type::v1::MODE_IN_PERSON, 1);
  const v1::Registration before =
      Register("ada@example.org", type::v1::MODE_IN_PERSON, {"panel"});
  Register("waiting@example.org");
  auto request = TransferTo(before.name(), "grace@example.org");
  request.set_request_id(NewUuid());
  const auto moved = Send(StubOf(0), request);
  ASSERT_TRUE(moved.ok()) << ReasonOf(moved.status);
  const v1::Registration& after = moved.response.registration();
  EXPECT_EQ(after.state(), v1::Registration::STATE_CONFIRMED);
  EXPECT_EQ(after.person().display_name(), "Grace");
  EXPECT_EQ(after.sessions_size(), 1);
  EXPECT_EQ(StateOf(before.name()), v1::Registration::STATE_WITHDRAWN);
  EXPECT_EQ(Get(before.name()).transferred_to(), after.name());
  EXPECT_EQ(
      ReasonOf(
          Send(StubOf(0), Named<v1::GetTicketRequest>(before.name())).status),
      "TICKET_NOT_FOUND");
  EXPECT_TRUE(Send(StubOf(0), Named<v1::GetTicketRequest>(after.name())).ok());
  ExpectPlacesAddUp();

  const auto again = Send(StubOf(1), request);
  ASSERT_TRUE(again.ok()) << ReasonOf(again.status);
  EXPECT_EQ(again.response.registration().name(), after.name());
}

TEST_F(TransitionTest, TransfersToSomebodyWhoIsNotBlocked) {
  v1::CreateRegistrationRequest create =
      ValidRegistration(event(), "ada@example.org");
  create.mutable_registration()->set_blocked(true);
  const std::string name =
      Send(StubOf(0), create).response.registration().name();
  const auto moved = Send(StubOf(0), TransferTo(name, "grace@example.org"));
  ASSERT_TRUE(moved.ok()) << ReasonOf(moved.status);
  EXPECT_FALSE(moved.response.registration().blocked());
  EXPECT_TRUE(Get(name).blocked());
}

TEST_F(TransitionTest, TransfersOnceHoweverOften) {
  const std::string name = Register("ada@example.org").name();
  auto request = TransferTo(name, "grace@example.org");
  request.set_request_id(NewUuid());
  const auto answers =
      Together(16, [&](int i) { return Send(StubOf(i), request); });
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
    EXPECT_EQ(answer.response.registration().name(),
              answers[0].response.registration().name());
  }
}

TEST_F(TransitionTest, TransfersToNobodyWhoIsRegistered) {
  const std::string name = Register("ada@example.org").name();
  Register("grace@example.org");
  EXPECT_EQ(
      ReasonOf(Send(StubOf(0), TransferTo(name, "Grace@example.org")).status),
      "EMAIL_TAKEN");
  EXPECT_EQ(StateOf(name), v1::Registration::STATE_CONFIRMED);
  EXPECT_TRUE(Send(StubOf(0), Named<v1::GetTicketRequest>(name)).ok());
}

TEST_F(TransitionTest, TransfersNoPlaceOfSomebodyWhoCame) {
  const std::string name = Register("ada@example.org").name();
  rollcall::testing::ExecuteSql(
      "UPDATE rollcall.attendance SET bucket = 'IN_PERSON_ONLY' "
      "WHERE registration_id = '" +
      name.substr(name.rfind('/') + 1) + "'");
  EXPECT_EQ(
      ReasonOf(Send(StubOf(0), TransferTo(name, "grace@example.org")).status),
      "ALREADY_ATTENDED");
}

TEST_F(TransitionTest, TransfersConfirmedRegistrationsOnly) {
  const std::string name = Register("ada@example.org").name();
  Cancel(name);
  EXPECT_EQ(
      ReasonOf(Send(StubOf(0), TransferTo(name, "grace@example.org")).status),
      "ILLEGAL_STATE_CHANGE");
}

}  // namespace
}  // namespace rollcall::registration
