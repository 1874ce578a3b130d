#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/registration/queue_test_fixture.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::Call;
using rollcall::testing::ReasonOf;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class UpdateRegistrationTest : public QueueTest {
 protected:
  v1::UpdateRegistrationRequest Change(const std::string& name,
                                       const std::vector<std::string>& paths) {
    v1::UpdateRegistrationRequest request;
    request.mutable_registration()->set_name(name);
    for (const auto& path : paths)
      request.mutable_update_mask()->add_paths(path);
    return request;
  }
  grpc::Status Update(const v1::UpdateRegistrationRequest& request,
                      int call = 0) {
    v1::UpdateRegistrationResponse response;
    return Call(StubOf(call), &Stub::UpdateRegistration, request, &response);
  }
};

TEST_F(UpdateRegistrationTest, ChangesWhatTheMaskNamesOnly) {
  const v1::Registration before = Register("ada@example.org");
  auto request = Change(before.name(), {"person.job_title", "country_code"});
  request.mutable_registration()->mutable_person()->set_job_title("Chair");
  request.mutable_registration()->set_country_code("KE");
  request.mutable_registration()->set_sector_id("academia");
  EXPECT_EQ(ReasonOf(Update(request)), "");
  v1::Registration after = Get(before.name());
  EXPECT_EQ(after.person().job_title(), "Chair");
  EXPECT_EQ(after.person().display_name(), "Ada");
  EXPECT_EQ(after.country_code(), "KE");
  EXPECT_EQ(after.sector_id(), "");
  EXPECT_NE(after.etag(), before.etag());
}

TEST_F(UpdateRegistrationTest, BlocksAndLetsInAgain) {
  const v1::Registration before = Register("ada@example.org");
  EXPECT_FALSE(before.blocked());
  auto request = Change(before.name(), {});
  request.mutable_registration()->set_blocked(true);
  EXPECT_EQ(ReasonOf(Update(request)), "");
  v1::Registration expected = before;
  expected.set_blocked(true);
  expected.set_etag(Get(before.name()).etag());
  EXPECT_NE(expected.etag(), before.etag());
  EXPECT_EQ(Get(before.name()).DebugString(), expected.DebugString());
  EXPECT_EQ(AllRegistrations(StubOf(0), event())[0].DebugString(),
            expected.DebugString());

  // Another change leaves it, and so does the same again.
  EXPECT_EQ(ReasonOf(Update(request)), "");
  EXPECT_EQ(Get(before.name()).etag(), expected.etag());
  auto other = Change(before.name(), {"country_code"});
  other.mutable_registration()->set_country_code("KE");
  EXPECT_EQ(ReasonOf(Update(other)), "");
  EXPECT_TRUE(Get(before.name()).blocked());
  EXPECT_EQ(ReasonOf(Update(Change(before.name(), {"blocked"}))), "");
  EXPECT_FALSE(Get(before.name()).blocked());
}

TEST_F(UpdateRegistrationTest, RefusesWhatOtherMethodsChange) {
  const std::string name = Register("ada@example.org").name();
  EXPECT_THAT(FieldsOf(Update(Change(name, {"mode"}))),
              ElementsAre("update_mask"));
  EXPECT_THAT(FieldsOf(Update(Change(name, {"delegation"}))),
              ElementsAre("update_mask"));
  EXPECT_THAT(FieldsOf(Update(Change(name, {"nothing"}))),
              ElementsAre("update_mask"));
}

// Without a mask, what is set is to change.
TEST_F(UpdateRegistrationTest, RefusesAnotherModeOrDelegationWithoutAMask) {
  const v1::Registration before = Register("ada@example.org");
  auto request = Change(before.name(), {});
  request.mutable_registration()->set_country_code("KE");
  request.mutable_registration()->set_mode(type::v1::MODE_ONLINE);
  request.mutable_registration()->set_delegation(event() + "/delegations/" +
                                                 NewUuid());
  EXPECT_THAT(
      FieldsOf(Update(request)),
      UnorderedElementsAre("registration.mode", "registration.delegation"));
  EXPECT_EQ(Get(before.name()).DebugString(), before.DebugString());
}

TEST_F(UpdateRegistrationTest, TakesBackWhatWasRead) {
  auto request = Change(Register("ada@example.org").name(), {});
  *request.mutable_registration() = Get(request.registration().name());
  request.mutable_registration()->set_country_code("KE");
  EXPECT_EQ(ReasonOf(Update(request)), "");
  const v1::Registration after = Get(request.registration().name());
  EXPECT_EQ(after.country_code(), "KE");
  EXPECT_EQ(after.mode(), type::v1::MODE_IN_PERSON);
}

TEST_F(UpdateRegistrationTest, PassesOverTheModeWithAMaskOfAllFields) {
  auto request = Change(Register("ada@example.org").name(), {"*"});
  *request.mutable_registration() = Get(request.registration().name());
  request.mutable_registration()->set_mode(type::v1::MODE_ONLINE);
  request.mutable_registration()->set_country_code("KE");
  EXPECT_EQ(ReasonOf(Update(request)), "");
  const v1::Registration after = Get(request.registration().name());
  EXPECT_EQ(after.country_code(), "KE");
  EXPECT_EQ(after.mode(), type::v1::MODE_IN_PERSON);
}

TEST_F(UpdateRegistrationTest, TakesNobodyElsesAddress) {
  Register("grace@example.org");
  const std::string name = Register("ada@example.org").name();
  auto request = Change(name, {"person.email"});
  request.mutable_registration()->mutable_person()->set_email(
      "Grace@example.org");
  EXPECT_EQ(ReasonOf(Update(request)), "EMAIL_TAKEN");
  EXPECT_EQ(Get(name).person().email(), "ada@example.org");
}

TEST_F(UpdateRegistrationTest, GivesOneAddressToOneOfManyAtOnce) {
  std::vector<std::string> names;
  for (int i = 0; i < 12; ++i) {
    names.push_back(Register(std::to_string(i) + "@example.org").name());
  }
  const auto reasons = Together(12, [&](int i) {
    auto request = Change(names[i], {"person.email"});
    request.mutable_registration()->mutable_person()->set_email(
        "same@example.org");
    return ReasonOf(Update(request, i));
  });
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), ""), 1);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "EMAIL_TAKEN"), 11);
}

TEST_F(UpdateRegistrationTest, TakesAndFreesPlacesInSessions) {
  Limit(type::v1::MODE_IN_PERSON, 1, "panel");
  const std::string first = Register("ada@example.org").name();
  const std::string second = Register("grace@example.org").name();
  auto request = Change(first, {"sessions"});
  request.mutable_registration()->add_sessions(SessionName("panel"));
  EXPECT_EQ(ReasonOf(Update(request)), "");
  auto too_late = Change(second, {"sessions"});
  too_late.mutable_registration()->add_sessions(SessionName("panel"));
  EXPECT_EQ(ReasonOf(Update(too_late)), "NO_PLACE_LEFT");
  EXPECT_EQ(ReasonOf(Update(Change(first, {"sessions"}))), "");
  EXPECT_EQ(ReasonOf(Update(too_late)), "");
  ExpectPlacesAddUp();
}

TEST_F(UpdateRegistrationTest, KeepsTheEtagOfWhatStaysAsItIs) {
  const v1::Registration before = Register("ada@example.org");
  auto request = Change(before.name(), {"country_code"});
  request.mutable_registration()->set_country_code(before.country_code());
  EXPECT_EQ(ReasonOf(Update(request)), "");
  EXPECT_EQ(Get(before.name()).etag(), before.etag());
}

TEST_F(UpdateRegistrationTest, RefusesAnEtagThatIsNotTheLast) {
  const v1::Registration before = Register("ada@example.org");
  auto request = Change(before.name(), {"country_code"});
  request.mutable_registration()->set_etag(before.etag());
  request.mutable_registration()->set_country_code("KE");
  const auto reasons =
      Together(8, [&](int i) { return ReasonOf(Update(request, i)); });
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), ""), 1);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "ETAG_MISMATCH"), 7);
}

}  // namespace
}  // namespace rollcall::registration
