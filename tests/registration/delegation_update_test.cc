#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/harness/forum.h"
#include "tests/registration/delegations.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using ::testing::ElementsAre;

class UpdateDelegationTest : public ::testing::Test {
 protected:
  UpdateDelegationTest() : forum_(server_.NewChannel()) {
    v1::CreateDelegationRequest request = ValidDelegation(event());
    v1::Delegation& delegation = *request.mutable_delegation();
    delegation.set_country_code("KE");
    delegation.set_organization("A ministry");
    delegation.mutable_quota()->set_in_person(2);
    delegation.mutable_quota()->set_online(3);
    created_ = Send(stub(), request).response;
  }

  Stub& stub() { return server_.stub(); }
  const std::string& event() const { return forum_.name(); }
  const v1::Delegation& created() const { return created_.delegation(); }
  const std::string& token() const { return created_.head_token(); }
  const std::string& name() const { return created().name(); }
  v1::Delegation Stored() { return Listed(stub(), name()); }

  // An update that names the delegation and `paths`, and sets nothing.
  v1::UpdateDelegationRequest Request(
      const std::vector<std::string>& paths = {}) const {
    v1::UpdateDelegationRequest request;
    request.mutable_delegation()->set_name(name());
    for (const auto& path : paths)
      request.mutable_update_mask()->add_paths(path);
    return request;
  }

  std::string Register(const std::string& email) {
    const auto answer = Send(stub(), ValidMember(name(), email));
    EXPECT_TRUE(answer.ok()) << answer.status.error_message();
    return answer.response.registration().name();
  }

  std::string ReasonWith(const std::string& head_token) {
    v1::ListRegistrationsRequest request;
    request.set_event(event());
    return ReasonOf(
        SendAs(head_token, stub(), &Stub::ListRegistrations, request).status);
  }

 private:
  RegistrationServer server_;
  Forum forum_;
  v1::CreateDelegationResponse created_;
};

TEST_F(UpdateDelegationTest, ChangesWhatTheMaskNames) {
  v1::UpdateDelegationRequest request =
      Request({"country_code", "quota.in_person", "organization"});
  v1::Delegation& delegation = *request.mutable_delegation();
  delegation.set_display_name("Not named");
  delegation.set_country_code("UG");
  delegation.mutable_quota()->set_in_person(7);
  delegation.mutable_quota()->set_online(9);
  const auto updated = Send(stub(), request);
  ASSERT_TRUE(updated.ok()) << updated.status.error_message();

  v1::Delegation expected = created();
  expected.set_country_code("UG");
  expected.clear_organization();
  expected.mutable_quota()->set_in_person(7);
  expected.set_etag(updated.response.delegation().etag());
  EXPECT_EQ(updated.response.delegation().DebugString(),
            expected.DebugString());
  EXPECT_EQ(Stored().DebugString(), expected.DebugString());
  EXPECT_NE(expected.etag(), created().etag());
  EXPECT_EQ(updated.response.head_token(), "");
}

TEST_F(UpdateDelegationTest, ChangesWhatIsSetWithoutAMask) {
  v1::UpdateDelegationRequest request = Request();
  request.mutable_delegation()->set_organization("Another ministry");
  request.mutable_delegation()->mutable_quota()->set_online(0);
  ASSERT_TRUE(Send(stub(), request).ok());
  v1::Delegation expected = created();
  expected.set_organization("Another ministry");
  expected.mutable_quota()->set_online(0);
  // The quota is one field.
  expected.mutable_quota()->clear_in_person();
  expected.set_etag(Stored().etag());
  EXPECT_EQ(Stored().DebugString(), expected.DebugString());
}

TEST_F(UpdateDelegationTest, ReplacesAllForAStar) {
  v1::UpdateDelegationRequest request = Request({"*"});
  request.mutable_delegation()->set_display_name("Another");
  ASSERT_TRUE(Send(stub(), request).ok());
  v1::Delegation expected;
  expected.set_name(name());
  expected.set_display_name("Another");
  *expected.mutable_create_time() = created().create_time();
  expected.mutable_quota();
  expected.set_etag(Stored().etag());
  EXPECT_EQ(Stored().DebugString(), expected.DebugString());
}

TEST_F(UpdateDelegationTest, LiftsAQuotaThatIsNamedAndUnset) {
  ASSERT_TRUE(Send(stub(), Request({"quota.in_person"})).ok());
  EXPECT_FALSE(Stored().quota().has_in_person());
  EXPECT_TRUE(Stored().quota().has_online());
}

TEST_F(UpdateDelegationTest, IgnoresWhatIsOutputOnly) {
  Register("ada@example.org");
  v1::UpdateDelegationRequest request =
      Request({"create_time", "etag", "name", "quota.in_person_count"});
  request.mutable_delegation()->mutable_create_time()->set_seconds(1);
  request.mutable_delegation()->mutable_quota()->set_in_person_count(2);
  ASSERT_TRUE(Send(stub(), request).ok());
  EXPECT_EQ(Stored().create_time().seconds(),
            created().create_time().seconds());
  EXPECT_EQ(Stored().quota().in_person_count(), 1);
}

TEST_F(UpdateDelegationTest, NamesEveryFieldThatIsWrong) {
  EXPECT_THAT(
      FieldsOf(Send(stub(), Request({"display_name", "title", "quota.total"}))
                   .status),
      ElementsAre("update_mask", "update_mask"));
  v1::UpdateDelegationRequest request =
      Request({"display_name", "country_code"});
  request.mutable_delegation()->set_country_code("ZZ");
  EXPECT_THAT(
      FieldsOf(Send(stub(), request).status),
      ElementsAre("delegation.display_name", "delegation.country_code"));
  EXPECT_EQ(Stored().DebugString(), created().DebugString());
}

TEST_F(UpdateDelegationTest, RefusesWhatIsNoDelegation) {
  for (const std::string& name :
       {std::string(), event(), event() + "/delegations/1",
        event() + "/registrations/" + NewUuid()}) {
    v1::UpdateDelegationRequest request;
    request.mutable_delegation()->set_name(name);
    EXPECT_THAT(FieldsOf(Send(stub(), request).status),
                ElementsAre("delegation.name"));
  }
}

TEST_F(UpdateDelegationTest, SaysWhenThereIsNoDelegation) {
  v1::UpdateDelegationRequest request;
  request.mutable_delegation()->set_name(event() + "/delegations/" + NewUuid());
  const auto answer = Send(stub(), request);
  EXPECT_EQ(ReasonOf(answer.status), "DELEGATION_NOT_FOUND");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(UpdateDelegationTest, RefusesAnEtagOfBefore) {
  v1::UpdateDelegationRequest request = Request();
  request.mutable_delegation()->set_organization("First");
  request.mutable_delegation()->set_etag(created().etag());
  ASSERT_TRUE(Send(stub(), request).ok());
  request.mutable_delegation()->set_organization("Second");
  const auto answer = Send(stub(), request);
  EXPECT_EQ(ReasonOf(answer.status), "ETAG_MISMATCH");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(Stored().organization(), "First");
}

TEST_F(UpdateDelegationTest, TakesANewMemberForAChange) {
  Register("ada@example.org");
  v1::UpdateDelegationRequest request = Request();
  request.mutable_delegation()->set_etag(created().etag());
  EXPECT_EQ(ReasonOf(Send(stub(), request).status), "ETAG_MISMATCH");
}

TEST_F(UpdateDelegationTest, RefusesAQuotaBelowItsCount) {
  Register("ada@example.org");
  Register("grace@example.org");
  v1::UpdateDelegationRequest request = Request({"quota.in_person"});
  request.mutable_delegation()->mutable_quota()->set_in_person(1);
  const auto answer = Send(stub(), request);
  EXPECT_EQ(ReasonOf(answer.status), "DELEGATION_QUOTA_FULL");
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  request.mutable_delegation()->mutable_quota()->set_in_person(2);
  EXPECT_TRUE(Send(stub(), request).ok());
}

TEST_F(UpdateDelegationTest, MakesAMemberTheHeadUntilTheyLeave) {
  const std::string ada = Register("ada@example.org");
  v1::UpdateDelegationRequest request = Request({"head"});
  request.mutable_delegation()->set_head(ada);
  const auto updated = Send(stub(), request);
  ASSERT_TRUE(updated.ok()) << updated.status.error_message();
  EXPECT_EQ(updated.response.delegation().head(), ada);

  End(ada);
  EXPECT_EQ(Stored().head(), "");
  // The rest can be changed then.
  ASSERT_TRUE(Send(stub(), Request({"organization"})).ok());
}

TEST_F(UpdateDelegationTest, EmptiesTheHead) {
  v1::UpdateDelegationRequest request = Request({"head"});
  request.mutable_delegation()->set_head(Register("ada@example.org"));
  ASSERT_TRUE(Send(stub(), request).ok());
  ASSERT_TRUE(Send(stub(), Request({"head"})).ok());
  EXPECT_EQ(Stored().head(), "");
}

TEST_F(UpdateDelegationTest, RefusesAHeadWhoIsNoMember) {
  const std::string other =
      Send(stub(), ValidDelegation(event())).response.delegation().name();
  const std::string ended = Register("ada@example.org");
  End(ended);
  for (const std::string& head :
       {event() + "/registrations/" + NewUuid(), ended,
        Send(stub(), ValidRegistration(event(), "grace@example.org"))
            .response.registration()
            .name(),
        Send(stub(), ValidMember(other, "joan@example.org"))
            .response.registration()
            .name()}) {
    v1::UpdateDelegationRequest request = Request({"head"});
    request.mutable_delegation()->set_head(head);
    const auto answer = Send(stub(), request);
    EXPECT_EQ(ReasonOf(answer.status), "HEAD_NOT_A_MEMBER") << head;
    EXPECT_EQ(answer.status.error_code(),
              grpc::StatusCode::FAILED_PRECONDITION);
  }
  EXPECT_EQ(Stored().head(), "");
}

TEST_F(UpdateDelegationTest, RefusesAHeadOfAnotherEvent) {
  v1::UpdateDelegationRequest request = Request({"head"});
  request.mutable_delegation()->set_head("events/another/registrations/" +
                                         NewUuid());
  EXPECT_THAT(FieldsOf(Send(stub(), request).status),
              ElementsAre("delegation.head"));
}

TEST_F(UpdateDelegationTest, ReplacesTheTokenOfTheHead) {
  ASSERT_EQ(ReasonWith(token()), "");
  v1::UpdateDelegationRequest request = Request();
  request.set_rotate_head_token(true);
  const auto rotated = Send(stub(), request);
  ASSERT_TRUE(rotated.ok()) << rotated.status.error_message();
  EXPECT_EQ(ReasonWith(token()), "UNAUTHENTICATED_CALL");
  EXPECT_EQ(ReasonWith(rotated.response.head_token()), "");
  v1::Delegation expected = created();
  expected.set_etag(Stored().etag());
  EXPECT_EQ(Stored().DebugString(), expected.DebugString());
}

}  // namespace
}  // namespace rollcall::registration
