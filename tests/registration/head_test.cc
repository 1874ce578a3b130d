#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"
#include "tests/registration/delegations.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;
using ::testing::ElementsAre;

// A head, members of the head's delegation and others.
class HeadTest : public ::testing::Test {
 protected:
  HeadTest()
      : forum_(server_.NewChannel()), other_forum_(server_.NewChannel()) {
    const auto created = Send(stub(), ValidDelegation(event()));
    own_ = created.response.delegation().name();
    token_ = created.response.head_token();
    other_ =
        Send(stub(), ValidDelegation(event())).response.delegation().name();
    elsewhere_ = Send(stub(), ValidDelegation(other_event()))
                     .response.delegation()
                     .name();
  }

  Stub& stub() { return server_.stub(); }
  const std::string& event() const { return forum_.name(); }
  const std::string& other_event() const { return other_forum_.name(); }
  const std::string& own() const { return own_; }
  // Another delegation of the event.
  const std::string& other() const { return other_; }

  // What the head's call of a method gives.
  template <typename Request, typename Response>
  Answer<Response> Head(grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                     const Request&, Response*),
                        const Request& request) {
    return SendAs(token_, stub(), method, request);
  }

  // The names of registrations that the admin makes for everyone else: of
  // another delegation, of none, and of a delegation of another event.
  std::vector<std::string> RegisterOthers() {
    std::vector<std::string> names;
    for (const auto& request : {ValidMember(other_, "grace@example.org"),
                                ValidRegistration(event(), "joan@example.org"),
                                ValidMember(elsewhere_, "ada@example.org")}) {
      const auto answer = Send(stub(), request);
      EXPECT_TRUE(answer.ok()) << answer.status.error_message();
      names.push_back(answer.response.registration().name());
    }
    return names;
  }

  v1::ListRegistrationsRequest List(const std::string& event) const {
    v1::ListRegistrationsRequest request;
    request.set_event(event);
    return request;
  }

 private:
  RegistrationServer server_;
  Forum forum_;
  Forum other_forum_;
  std::string own_;
  std::string token_;
  std::string other_;
  std::string elsewhere_;
};

TEST_F(HeadTest, RegistersMembersWithoutNamingTheDelegation) {
  const auto answer = Head(&Stub::CreateRegistration,
                           ValidRegistration(event(), "ada@example.org"));
  ASSERT_TRUE(answer.ok()) << answer.status.error_message();
  EXPECT_EQ(answer.response.registration().delegation(), own());
  EXPECT_TRUE(
      Head(&Stub::CreateRegistration, ValidMember(own(), "grace@example.org"))
          .ok());
  EXPECT_EQ(Listed(stub(), own()).quota().in_person_count(), 2);
}

TEST_F(HeadTest, RegistersNobodyIntoAnotherDelegation) {
  const std::string nowhere = event() + "/delegations/" + NewUuid();
  for (const std::string& delegation : {other(), nowhere}) {
    EXPECT_EQ(ReasonOf(Head(&Stub::CreateRegistration,
                            ValidMember(delegation, "ada@example.org"))
                           .status),
              "DELEGATION_NOT_FOUND");
  }
  EXPECT_EQ(RowsOf(event()).at("registration"), 0);
}

TEST_F(HeadTest, FindsNoOtherEvent) {
  const std::string nowhere = "events/" + UniqueSlug();
  for (const std::string& event : {other_event(), nowhere}) {
    EXPECT_EQ(ReasonOf(Head(&Stub::CreateRegistration,
                            ValidRegistration(event, "ada@example.org"))
                           .status),
              "EVENT_NOT_FOUND");
    EXPECT_EQ(ReasonOf(Head(&Stub::ListRegistrations, List(event)).status),
              "EVENT_NOT_FOUND");
  }
  EXPECT_EQ(RowsOf(other_event()).at("registration"), 0);
}

TEST_F(HeadTest, GivesNobodyPriority) {
  v1::CreateRegistrationRequest request =
      ValidRegistration(event(), "ada@example.org");
  request.mutable_registration()->set_waitlist_priority(-1);
  EXPECT_THAT(FieldsOf(Head(&Stub::CreateRegistration, request).status),
              ElementsAre("registration.waitlist_priority"));
}

TEST_F(HeadTest, BlocksNobody) {
  v1::CreateRegistrationRequest request =
      ValidRegistration(event(), "ada@example.org");
  request.mutable_registration()->set_blocked(true);
  EXPECT_THAT(FieldsOf(Head(&Stub::CreateRegistration, request).status),
              ElementsAre("registration.blocked"));
  request.mutable_registration()->set_waitlist_priority(1);
  EXPECT_THAT(
      FieldsOf(Head(&Stub::CreateRegistration, request).status),
      ElementsAre("registration.waitlist_priority", "registration.blocked"));
  EXPECT_EQ(RowsOf(event()).at("registration"), 0);
}

TEST_F(HeadTest, ReadsItsMembersAndTheirTickets) {
  const std::string member = Head(&Stub::CreateRegistration,
                                  ValidRegistration(event(), "ada@example.org"))
                                 .response.registration()
                                 .name();
  const auto read =
      Head(&Stub::GetRegistration, Named<v1::GetRegistrationRequest>(member));
  ASSERT_TRUE(read.ok()) << read.status.error_message();
  EXPECT_EQ(read.response.registration().person().email(), "ada@example.org");
  EXPECT_TRUE(Head(&Stub::GetTicket, Named<v1::GetTicketRequest>(member)).ok());
  // An ended registration is still one of its own.
  End(member);
  EXPECT_TRUE(
      Head(&Stub::GetRegistration, Named<v1::GetRegistrationRequest>(member))
          .ok());
}

// Absent and out of reach look the same.
TEST_F(HeadTest, FindsNoOtherRegistration) {
  std::vector<std::string> names = RegisterOthers();
  names.push_back(event() + "/registrations/" + NewUuid());
  for (const std::string& name : names) {
    for (const grpc::Status& status :
         {Head(&Stub::GetRegistration, Named<v1::GetRegistrationRequest>(name))
              .status,
          Head(&Stub::GetTicket, Named<v1::GetTicketRequest>(name)).status}) {
      EXPECT_EQ(ReasonOf(status), "REGISTRATION_NOT_FOUND") << name;
      EXPECT_EQ(status.error_message(), "The event has no such registration.");
    }
  }
}

TEST_F(HeadTest, ListsItsMembersOnly) {
  RegisterOthers();
  const std::string member = Head(&Stub::CreateRegistration,
                                  ValidRegistration(event(), "ada@example.org"))
                                 .response.registration()
                                 .name();
  for (const std::string& delegation : {std::string(), own()}) {
    v1::ListRegistrationsRequest request = List(event());
    request.set_delegation(delegation);
    const auto listed = Head(&Stub::ListRegistrations, request);
    ASSERT_EQ(listed.response.registrations_size(), 1);
    EXPECT_EQ(listed.response.registrations(0).name(), member);
  }
  v1::ListRegistrationsRequest request = List(event());
  request.set_delegation(other());
  EXPECT_EQ(ReasonOf(Head(&Stub::ListRegistrations, request).status),
            "DELEGATION_NOT_FOUND");
}

TEST_F(HeadTest, ContinuesNoListOfAnotherCaller) {
  for (const char* email : {"ada@example.org", "grace@example.org"}) {
    ASSERT_TRUE(Send(stub(), ValidMember(own(), email)).ok());
  }
  v1::ListRegistrationsRequest request = List(event());
  request.set_page_size(1);
  request.set_page_token(Send(stub(), request).response.next_page_token());
  ASSERT_FALSE(request.page_token().empty());
  EXPECT_THAT(FieldsOf(Head(&Stub::ListRegistrations, request).status),
              ElementsAre("page_token"));
}

TEST_F(HeadTest, LearnsNothingOfWhoHoldsAnEmail) {
  RegisterOthers();
  for (const char* email : {"grace@example.org", "joan@example.org"}) {
    const auto answer =
        Head(&Stub::CreateRegistration, ValidRegistration(event(), email));
    EXPECT_EQ(ReasonOf(answer.status), "EMAIL_TAKEN");
    EXPECT_FALSE(answer.response.has_registration());
  }
  const auto own_member = Head(&Stub::CreateRegistration,
                               ValidRegistration(event(), "ada@example.org"));
  EXPECT_TRUE(own_member.ok());
  EXPECT_TRUE(Head(&Stub::CreateRegistration,
                   ValidRegistration(event(), "ada@example.org"))
                  .response.already_registered());
}

TEST_F(HeadTest, RepeatsNoRequestOfAnotherCaller) {
  v1::CreateRegistrationRequest request =
      ValidRegistration(event(), "ada@example.org");
  request.set_request_id(NewUuid());
  ASSERT_TRUE(Send(stub(), request).ok());
  const auto answer = Head(&Stub::CreateRegistration, request);
  EXPECT_EQ(ReasonOf(answer.status), "REQUEST_ID_REUSED");
  EXPECT_FALSE(answer.response.has_registration());
}

TEST_F(HeadTest, IsBoundByTheQuota) {
  v1::UpdateDelegationRequest update;
  update.mutable_delegation()->set_name(own());
  update.mutable_delegation()->mutable_quota()->set_in_person(0);
  ASSERT_TRUE(Send(stub(), update).ok());
  EXPECT_EQ(ReasonOf(Head(&Stub::CreateRegistration,
                          ValidRegistration(event(), "ada@example.org"))
                         .status),
            "DELEGATION_QUOTA_FULL");
}

}  // namespace
}  // namespace rollcall::registration
