#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "tests/harness/calls.h"
#include "tests/harness/forum.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::Forum;
using rollcall::testing::ReasonOf;

constexpr int kCalls = 32;

// Many calls at once through two instances of the service.
class RegistrationRaceTest : public ::testing::Test {
 protected:
  RegistrationRaceTest() : forum_(servers_[0].NewChannel()) {}

  const std::string& event() const { return forum_.name(); }
  Stub& StubOf(int call) { return servers_[call % 2].stub(); }

  void ExpectOneOfEach(int registrations) {
    const auto rows = RowsOf(event());
    for (const char* table :
         {"registration", "person", "ticket", "attendance", "rollup people"}) {
      EXPECT_EQ(rows.at(table), registrations) << table;
    }
    EXPECT_EQ(AllRegistrations(StubOf(0), event()).size(),
              static_cast<size_t>(registrations));
  }

 private:
  RegistrationServer servers_[2];
  Forum forum_;
};

TEST_F(RegistrationRaceTest, RegistersOneEmailOnce) {
  const auto answers = Together(kCalls, [&](int i) {
    return Send(StubOf(i), ValidRegistration(event(), "ada@example.org"));
  });
  std::set<std::string> names;
  int made = 0;
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
    names.insert(answer.response.registration().name());
    if (!answer.response.already_registered()) ++made;
  }
  EXPECT_EQ(names.size(), 1u);
  EXPECT_EQ(made, 1);
  ExpectOneOfEach(1);
}

TEST_F(RegistrationRaceTest, TakesOneRequestOnce) {
  v1::CreateRegistrationRequest request =
      ValidRegistration(event(), "ada@example.org");
  request.mutable_registration()->mutable_person()->set_external_id("1");
  request.set_request_id(NewUuid());
  const auto answers =
      Together(kCalls, [&](int i) { return Send(StubOf(i), request); });
  std::set<std::string> answered;
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
    EXPECT_FALSE(answer.response.already_registered());
    answered.insert(answer.response.DebugString());
  }
  EXPECT_EQ(answered.size(), 1u);
  ExpectOneOfEach(1);
}

TEST_F(RegistrationRaceTest, GivesOneRequestIdToOneContent) {
  const std::string request_id = NewUuid();
  const auto reasons = Together(kCalls, [&](int i) {
    v1::CreateRegistrationRequest request = ValidRegistration(
        event(), "person" + std::to_string(i) + "@example.org");
    request.set_request_id(request_id);
    const auto answer = Send(StubOf(i), request);
    return answer.ok() ? "won" : ReasonOf(answer.status);
  });
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "won"), 1);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "REQUEST_ID_REUSED"),
            kCalls - 1);
  ExpectOneOfEach(1);
}

TEST_F(RegistrationRaceTest, GivesOneExternalIdToOnePerson) {
  const auto reasons = Together(kCalls, [&](int i) {
    v1::CreateRegistrationRequest request = ValidRegistration(
        event(), "person" + std::to_string(i) + "@example.org");
    request.mutable_registration()->mutable_person()->set_external_id("1");
    const auto answer = Send(StubOf(i), request);
    return answer.ok() ? "won" : ReasonOf(answer.status);
  });
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "won"), 1);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "EXTERNAL_ID_TAKEN"),
            kCalls - 1);
  ExpectOneOfEach(1);
}

// Calls whose e-mail and external id meet different others.
TEST_F(RegistrationRaceTest, SettlesCrossedEmailsAndExternalIds) {
  constexpr int kPeople = 4;
  const auto answers = Together(kCalls, [&](int i) {
    v1::CreateRegistrationRequest request = ValidRegistration(
        event(), "person" + std::to_string(i % kPeople) + "@example.org");
    request.mutable_registration()->mutable_person()->set_external_id(
        std::to_string(i / kPeople % kPeople));
    return Send(StubOf(i), request);
  });
  std::set<std::string> names;
  for (const auto& answer : answers) {
    if (!answer.ok()) {
      EXPECT_EQ(ReasonOf(answer.status), "EXTERNAL_ID_TAKEN");
    } else if (!answer.response.already_registered()) {
      names.insert(answer.response.registration().name());
    }
  }
  for (const auto& answer : answers) {
    if (answer.ok()) {
      EXPECT_EQ(names.count(answer.response.registration().name()), 1u);
    }
  }
  EXPECT_GE(names.size(), 1u);
  ExpectOneOfEach(static_cast<int>(names.size()));
}

TEST_F(RegistrationRaceTest, RegistersAsManyPeopleAsCome) {
  const auto answers = Together(kCalls, [&](int i) {
    return Send(StubOf(i),
                ValidRegistration(
                    event(), "person" + std::to_string(i) + "@example.org"));
  });
  std::set<std::string> names;
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << ReasonOf(answer.status);
    EXPECT_FALSE(answer.response.already_registered());
    names.insert(answer.response.registration().name());
  }
  EXPECT_EQ(names.size(), static_cast<size_t>(kCalls));
  ExpectOneOfEach(kCalls);
}

}  // namespace
}  // namespace rollcall::registration
