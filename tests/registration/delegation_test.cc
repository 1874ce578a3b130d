#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/hash.h"
#include "common/base/uuid.h"
#include "tests/harness/database.h"
#include "tests/harness/forum.h"
#include "tests/harness/sql.h"
#include "tests/registration/delegations.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::ExecuteSql;
using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;
using rollcall::testing::UniqueSlug;
using ::testing::ElementsAre;

class DelegationTest : public ::testing::Test {
 protected:
  DelegationTest() : forum_(server_.NewChannel()) {}

  Stub& stub() { return server_.stub(); }
  const std::string& event() const { return forum_.name(); }

  // A new delegation of the event, as created.
  v1::CreateDelegationResponse Create() {
    const auto created = Send(stub(), ValidDelegation(event()));
    EXPECT_TRUE(created.ok()) << created.status.error_message();
    return created.response;
  }

  // The reason of a head's call with `token`; empty when it succeeds.
  std::string ReasonWith(const std::string& token) {
    v1::ListRegistrationsRequest request;
    request.set_event(event());
    return ReasonOf(
        SendAs(token, stub(), &Stub::ListRegistrations, request).status);
  }

 private:
  RegistrationServer server_;
  Forum forum_;
};

class CreateDelegationTest : public DelegationTest {};

TEST_F(CreateDelegationTest, KeepsEveryField) {
  v1::CreateDelegationRequest request = ValidDelegation(event());
  v1::Delegation& delegation = *request.mutable_delegation();
  delegation.set_display_name("Delegation of \"Côte d'Ivoire\", 科特迪瓦");
  delegation.set_country_code("CI");
  delegation.set_organization("Ministère du Commerce");
  delegation.mutable_quota()->set_in_person(0);
  delegation.mutable_quota()->set_online(10000);
  const auto created = Send(stub(), request);
  ASSERT_TRUE(created.ok()) << created.status.error_message();

  const v1::Delegation& stored = created.response.delegation();
  EXPECT_EQ(stored.name().rfind(event() + "/delegations/", 0), 0u);
  EXPECT_GT(stored.create_time().seconds(), 0);
  v1::Delegation expected = delegation;
  expected.set_name(stored.name());
  expected.set_etag(stored.etag());
  *expected.mutable_create_time() = stored.create_time();
  EXPECT_EQ(stored.DebugString(), expected.DebugString());
  EXPECT_EQ(Listed(stub(), stored.name()).DebugString(),
            expected.DebugString());
}

TEST_F(CreateDelegationTest, SetsNoLimitUnlessAsked) {
  const v1::Delegation delegation = Create().delegation();
  EXPECT_FALSE(delegation.quota().has_in_person());
  EXPECT_FALSE(delegation.quota().has_online());
  EXPECT_EQ(delegation.head(), "");
}

TEST_F(CreateDelegationTest, TakesNoCountFromTheRequest) {
  v1::CreateDelegationRequest request = ValidDelegation(event());
  request.mutable_delegation()->mutable_quota()->set_in_person_count(7);
  request.mutable_delegation()->mutable_quota()->set_online_count(7);
  const auto created = Send(stub(), request);
  EXPECT_EQ(created.response.delegation().quota().in_person_count(), 0);
  EXPECT_EQ(created.response.delegation().quota().online_count(), 0);
}

TEST_F(CreateDelegationTest, KeepsOnlyTheHashOfTheToken) {
  const std::string token = Create().head_token();
  EXPECT_EQ(ReasonWith(token), "");
  const std::string row = ExecuteSql(absl::StrCat(
      "SELECT d::text FROM rollcall.delegation d WHERE event_id = '",
      event().substr(event().find('/') + 1), "'"));
  EXPECT_EQ(row.find(token.substr(token.rfind('_') + 1)), std::string::npos);
  EXPECT_NE(row.find(absl::BytesToHexString(Sha256(token))), std::string::npos);
}

TEST_F(CreateDelegationTest, GivesARepeatedRequestANewTokenOnly) {
  v1::CreateDelegationRequest request = ValidDelegation(event());
  request.set_request_id(NewUuid());
  const auto first = Send(stub(), request);
  const auto second = Send(stub(), request);
  ASSERT_TRUE(second.ok()) << second.status.error_message();
  EXPECT_EQ(second.response.delegation().name(),
            first.response.delegation().name());
  EXPECT_EQ(ReasonWith(first.response.head_token()), "UNAUTHENTICATED_CALL");
  EXPECT_EQ(ReasonWith(second.response.head_token()), "");
}

TEST_F(CreateDelegationTest, RefusesARequestIdWithOtherContent) {
  v1::CreateDelegationRequest request = ValidDelegation(event());
  request.set_request_id(NewUuid());
  const std::string token = Send(stub(), request).response.head_token();
  request.mutable_delegation()->set_country_code("KE");
  EXPECT_EQ(ReasonOf(Send(stub(), request).status), "REQUEST_ID_REUSED");
  EXPECT_EQ(ReasonWith(token), "");
}

TEST_F(CreateDelegationTest, NamesEveryFieldThatIsWrong) {
  v1::CreateDelegationRequest request = ValidDelegation(event());
  v1::Delegation& delegation = *request.mutable_delegation();
  delegation.set_display_name("");
  delegation.set_country_code("ZZ");
  delegation.set_organization(std::string(301, 'x'));
  delegation.set_head(event() + "/registrations/" + NewUuid());
  delegation.mutable_quota()->set_in_person(-1);
  delegation.mutable_quota()->set_online(10001);
  request.set_request_id("1");
  EXPECT_THAT(
      FieldsOf(Send(stub(), request).status),
      ElementsAre("delegation.display_name", "delegation.country_code",
                  "delegation.organization", "delegation.quota.in_person",
                  "delegation.quota.online", "delegation.head", "request_id"));
}

TEST_F(CreateDelegationTest, SaysWhenThereIsNoEvent) {
  EXPECT_EQ(
      ReasonOf(Send(stub(), ValidDelegation("events/" + UniqueSlug())).status),
      "EVENT_NOT_FOUND");
}

class ListDelegationsTest : public DelegationTest {};

TEST_F(ListDelegationsTest, ListsTheOldestFirstThroughPagesOfAnySize) {
  std::vector<std::string> names;
  for (int i = 0; i < 5; ++i) names.push_back(Create().delegation().name());
  for (const int page_size : {1, 2, 5, 1000}) {
    SCOPED_TRACE(page_size);
    v1::ListDelegationsRequest request;
    request.set_event(event());
    request.set_page_size(page_size);
    std::vector<std::string> listed;
    do {
      const auto answer = Send(stub(), request);
      ASSERT_TRUE(answer.ok()) << answer.status.error_message();
      ASSERT_LE(answer.response.delegations_size(), page_size);
      for (const auto& delegation : answer.response.delegations()) {
        listed.push_back(delegation.name());
      }
      ASSERT_LE(listed.size(), names.size());
      request.set_page_token(answer.response.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(listed, names);
  }
}

TEST_F(ListDelegationsTest, ListsNothingOfAnEventWithoutDelegations) {
  v1::ListDelegationsRequest request;
  request.set_event(event());
  const auto answer = Send(stub(), request);
  ASSERT_TRUE(answer.ok()) << answer.status.error_message();
  EXPECT_EQ(answer.response.delegations_size(), 0);
}

TEST_F(ListDelegationsTest, SaysWhenThereIsNoEvent) {
  v1::ListDelegationsRequest request;
  request.set_event("events/" + UniqueSlug());
  EXPECT_EQ(ReasonOf(Send(stub(), request).status), "EVENT_NOT_FOUND");
}

TEST_F(ListDelegationsTest, RefusesBadRequests) {
  v1::ListDelegationsRequest request;
  request.set_event("forum");
  request.set_page_size(-1);
  request.set_page_token("garbage");
  EXPECT_THAT(FieldsOf(Send(stub(), request).status),
              ElementsAre("event", "page_size", "page_token"));
}

}  // namespace
}  // namespace rollcall::registration
