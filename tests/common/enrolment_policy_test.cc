#include "gtest/gtest.h"

#include "common/enrolment/policy.h"

namespace rollcall::enrolment {
namespace {

std::string KeyFor(bool ignore_plus_alias, const std::string& email) {
  Registration registration;
  registration.name = {"forum", "7"};
  registration.person.email = email;
  registration.person.email_key = email;
  EventPolicy policy;
  policy.ignore_plus_alias = ignore_plus_alias;
  return KeyedFor(policy, registration).person.email_key;
}

TEST(KeyedFor, IgnoresPlusAliasesWhereTheEventDoes) {
  EXPECT_EQ(KeyFor(false, "ada+x@example.org"), "ada+x@example.org");
  EXPECT_EQ(KeyFor(true, "ada+x@example.org"), "ada@example.org");
}

TEST(KeyedFor, GivesWhoHasNoAddressAKeyOfTheirOwn) {
  EXPECT_EQ(KeyFor(false, ""), "~7");
  EXPECT_EQ(KeyFor(true, ""), "~7");
}

}  // namespace
}  // namespace rollcall::enrolment
