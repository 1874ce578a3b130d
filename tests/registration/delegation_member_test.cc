#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
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

constexpr int kCalls = 40;
constexpr int kQuota = 10;

std::string Email(int i) { return absl::StrCat("member", i, "@example.org"); }

// Many calls at once go through two instances of the service.
class DelegationMemberTest : public ::testing::Test {
 protected:
  DelegationMemberTest() : forum_(servers_[0].NewChannel()) {}

  Stub& stub() { return servers_[0].stub(); }
  Stub& StubOf(int call) { return servers_[call % 2].stub(); }
  const std::string& event() const { return forum_.name(); }

  // A delegation of KE with `quota` members in the room.
  std::string Create(int quota) {
    v1::CreateDelegationRequest request = ValidDelegation(event());
    request.mutable_delegation()->set_country_code("KE");
    request.mutable_delegation()->mutable_quota()->set_in_person(quota);
    return Send(stub(), request).response.delegation().name();
  }

  void ExpectMembers(const std::string& delegation, int in_person, int online) {
    const v1::DelegationQuota quota = Listed(stub(), delegation).quota();
    EXPECT_EQ(quota.in_person_count(), in_person);
    EXPECT_EQ(quota.online_count(), online);
    EXPECT_EQ(Recount(delegation, "IN_PERSON"), in_person);
    EXPECT_EQ(Recount(delegation, "ONLINE"), online);
  }

 private:
  RegistrationServer servers_[2];
  Forum forum_;
};

TEST_F(DelegationMemberTest, CountsByMode) {
  const std::string delegation = Create(1);
  const auto first = Send(stub(), ValidMember(delegation, Email(1)));
  ASSERT_TRUE(first.ok()) << first.status.error_message();
  EXPECT_EQ(first.response.registration().delegation(), delegation);
  ExpectMembers(delegation, 1, 0);

  const auto full = Send(stub(), ValidMember(delegation, Email(2)));
  EXPECT_EQ(ReasonOf(full.status), "DELEGATION_QUOTA_FULL");
  EXPECT_EQ(full.status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);

  v1::CreateRegistrationRequest online = ValidMember(delegation, Email(2));
  online.mutable_registration()->set_mode(type::v1::MODE_ONLINE);
  EXPECT_TRUE(Send(stub(), online).ok());
  ExpectMembers(delegation, 1, 1);
}

TEST_F(DelegationMemberTest, LeavesNothingOfARegistrationWithoutAPlace) {
  const std::string delegation = Create(0);
  const auto before = RowsOf(event());
  EXPECT_EQ(ReasonOf(Send(stub(), ValidMember(delegation, Email(1))).status),
            "DELEGATION_QUOTA_FULL");
  EXPECT_EQ(RowsOf(event()), before);
}

TEST_F(DelegationMemberTest, GivesTheCountryToMembersWhoNameNone) {
  const std::string delegation = Create(2);
  v1::CreateRegistrationRequest own = ValidMember(delegation, Email(1));
  own.mutable_registration()->set_country_code("UG");
  EXPECT_EQ(Send(stub(), own).response.registration().country_code(), "UG");
  EXPECT_EQ(Send(stub(), ValidMember(delegation, Email(2)))
                .response.registration()
                .country_code(),
            "KE");
}

TEST_F(DelegationMemberTest, CountsARepeatedRequestOnce) {
  const std::string delegation = Create(1);
  v1::CreateRegistrationRequest request = ValidMember(delegation, Email(1));
  request.set_request_id(NewUuid());
  const auto first = Send(stub(), request);
  const auto second = Send(stub(), request);
  EXPECT_EQ(second.response.DebugString(), first.response.DebugString());
  const auto again = Send(stub(), ValidMember(delegation, Email(1)));
  EXPECT_TRUE(again.response.already_registered());
  ExpectMembers(delegation, 1, 0);
}

TEST_F(DelegationMemberTest, SaysWhenThereIsNoDelegation) {
  EXPECT_EQ(
      ReasonOf(Send(stub(), ValidMember(event() + "/delegations/" + NewUuid(),
                                        Email(1)))
                   .status),
      "DELEGATION_NOT_FOUND");
}

TEST_F(DelegationMemberTest, RefusesADelegationOfAnotherEvent) {
  v1::CreateRegistrationRequest request = ValidRegistration(event(), Email(1));
  request.mutable_registration()->set_delegation("events/another/delegations/" +
                                                 NewUuid());
  EXPECT_THAT(FieldsOf(Send(stub(), request).status),
              ElementsAre("registration.delegation"));
}

TEST_F(DelegationMemberTest, ListsTheMembersOfADelegation) {
  const std::string delegation = Create(2);
  const std::string member = Send(stub(), ValidMember(delegation, Email(1)))
                                 .response.registration()
                                 .name();
  Send(stub(), ValidRegistration(event(), Email(2)));
  v1::ListRegistrationsRequest request;
  request.set_event(event());
  request.set_delegation(delegation);
  const auto answer = Send(stub(), request);
  ASSERT_EQ(answer.response.registrations_size(), 1);
  EXPECT_EQ(answer.response.registrations(0).name(), member);
}

TEST_F(DelegationMemberTest, RegistersAsManyAtOnceAsTheQuotaHas) {
  const std::string delegation = Create(kQuota);
  const auto reasons = Together(kCalls, [&](int i) {
    const auto answer = Send(StubOf(i), ValidMember(delegation, Email(i)));
    return answer.ok() ? "made" : ReasonOf(answer.status);
  });
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "made"), kQuota);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "DELEGATION_QUOTA_FULL"),
            kCalls - kQuota);
  ExpectMembers(delegation, kQuota, 0);
}

// Whoever comes second finds the registration, not a full quota.
TEST_F(DelegationMemberTest, GivesTheLastPlaceToEveryCopyOfOneRequest) {
  const std::string delegation = Create(1);
  v1::CreateRegistrationRequest request = ValidMember(delegation, Email(1));
  request.set_request_id(NewUuid());
  const auto answers =
      Together(kCalls, [&](int i) { return Send(StubOf(i), request); });
  std::set<std::string> answered;
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
    answered.insert(answer.response.DebugString());
  }
  EXPECT_EQ(answered.size(), 1u);
  ExpectMembers(delegation, 1, 0);
}

// Registrations meet changes of the quota and of the token; none fails for
// another reason than its own.
TEST_F(DelegationMemberTest, HoldsAQuotaThatMoves) {
  const std::string delegation = Create(kQuota);
  const auto reasons = Together(kCalls, [&](int i) {
    if (i % 4 != 0) {
      return ReasonOf(
          Send(StubOf(i), ValidMember(delegation, Email(i))).status);
    }
    v1::UpdateDelegationRequest request;
    request.mutable_delegation()->set_name(delegation);
    request.mutable_delegation()->mutable_quota()->set_in_person(i % kQuota);
    request.set_rotate_head_token(true);
    return ReasonOf(Send(StubOf(i / 4), request).status);
  });
  for (const std::string& reason : reasons) {
    EXPECT_TRUE(reason.empty() || reason == "DELEGATION_QUOTA_FULL") << reason;
  }
  const v1::DelegationQuota quota = Listed(stub(), delegation).quota();
  EXPECT_LE(quota.in_person_count(), quota.in_person());
  ExpectMembers(delegation, quota.in_person_count(), 0);
}

// Members leave and change sides while others come; the counts are those of a
// recount, and no quota is exceeded.
TEST_F(DelegationMemberTest, CountsWhoLeavesAndWhoChangesModeAtOnce) {
  v1::CreateDelegationRequest request = ValidDelegation(event());
  request.mutable_delegation()->mutable_quota()->set_in_person(kQuota);
  request.mutable_delegation()->mutable_quota()->set_online(kQuota / 2);
  const std::string delegation =
      Send(stub(), request).response.delegation().name();
  std::vector<std::string> members;
  for (int i = 0; i < kQuota; ++i) {
    members.push_back(Send(stub(), ValidMember(delegation, Email(i)))
                          .response.registration()
                          .name());
  }
  const auto reasons = Together(kCalls, [&](int i) {
    const std::string& member = members[i % kQuota];
    switch (i / kQuota) {
      case 0:
        return ReasonOf(
            Send(StubOf(i), ValidMember(delegation, Email(kQuota + i))).status);
      case 1: {
        auto change = Named<v1::ChangeModeRequest>(member);
        change.set_mode(type::v1::MODE_ONLINE);
        return ReasonOf(Send(StubOf(i), change).status);
      }
      default:
        return ReasonOf(
            Send(StubOf(i / 2), Named<v1::CancelRegistrationRequest>(member))
                .status);
    }
  });
  for (const std::string& reason : reasons) {
    EXPECT_TRUE(reason.empty() || reason == "DELEGATION_QUOTA_FULL" ||
                reason == "ILLEGAL_STATE_CHANGE")
        << reason;
  }
  const v1::DelegationQuota quota = Listed(stub(), delegation).quota();
  EXPECT_LE(quota.in_person_count(), kQuota);
  EXPECT_EQ(quota.online_count(), 0);
  ExpectMembers(delegation, quota.in_person_count(), 0);
}

TEST_F(DelegationMemberTest, MakesOneDelegationOfOneRequest) {
  v1::CreateDelegationRequest request = ValidDelegation(event());
  request.set_request_id(NewUuid());
  const auto answers =
      Together(kCalls, [&](int i) { return Send(StubOf(i), request); });
  std::set<std::string> names;
  int valid_tokens = 0;
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
    names.insert(answer.response.delegation().name());
    v1::ListRegistrationsRequest list;
    list.set_event(event());
    if (SendAs(answer.response.head_token(), stub(), &Stub::ListRegistrations,
               list)
            .ok()) {
      ++valid_tokens;
    }
  }
  EXPECT_EQ(names.size(), 1u);
  EXPECT_EQ(valid_tokens, 1);
}

}  // namespace
}  // namespace rollcall::registration
