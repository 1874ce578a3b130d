#include "services/registration/reach.h"

#include <optional>

#include "gtest/gtest.h"

#include "common/status/error.h"

namespace rollcall::registration {
namespace {

using auth::Caller;
using auth::Role;

Caller CallerOf(Role role, const std::string& event,
                const std::string& delegation) {
  Caller caller;
  caller.role = role;
  caller.event = event;
  caller.delegation = delegation;
  return caller;
}
Caller Admin() { return CallerOf(Role::ROLE_ADMIN, "", ""); }
Caller Registrar() { return CallerOf(Role::ROLE_REGISTRAR, "forum", ""); }
Caller Head() { return CallerOf(Role::ROLE_DELEGATION_HEAD, "forum", "7"); }
DelegationName Own() { return {"forum", "7"}; }
DelegationName Other() { return {"forum", "8"}; }
DelegationName Elsewhere() { return {"fair", "7"}; }

Registration Member(const DelegationName& delegation) {
  Registration registration;
  registration.name = {delegation.event, "1"};
  registration.delegation_id = delegation.delegation;
  return registration;
}

TEST(DelegationOf, IsTheOneNamedElseTheHeadsOwn) {
  EXPECT_EQ(DelegationOf(Admin(), std::nullopt), std::nullopt);
  EXPECT_EQ(DelegationOf(Admin(), Other()), Other());
  EXPECT_EQ(DelegationOf(Head(), std::nullopt), Own());
  EXPECT_EQ(DelegationOf(Head(), Other()), Other());
}

TEST(CheckReach, TakesAnAdminEverywhere) {
  EXPECT_TRUE(CheckReach(Admin(), std::nullopt).ok());
  EXPECT_TRUE(CheckReach(Admin(), Other()).ok());
  EXPECT_TRUE(CheckReach(Admin(), Elsewhere()).ok());
}

TEST(CheckReach, TakesARegistrarToEveryDelegationOfTheEvent) {
  EXPECT_TRUE(CheckReach(Registrar(), Own()).ok());
  EXPECT_TRUE(CheckReach(Registrar(), Other()).ok());
  EXPECT_EQ(ReasonOf(CheckReach(Registrar(), Elsewhere())),
            error::v1::DELEGATION_NOT_FOUND);
}

TEST(CheckReach, KeepsAHeadToTheDelegation) {
  EXPECT_TRUE(CheckReach(Head(), Own()).ok());
  for (const DelegationName& delegation : {Other(), Elsewhere()}) {
    EXPECT_EQ(ReasonOf(CheckReach(Head(), delegation)),
              error::v1::DELEGATION_NOT_FOUND);
  }
}

TEST(Reaches, HoldsForMembersOfTheDelegation) {
  for (const DelegationName& delegation :
       {Own(), Other(), Elsewhere(), DelegationName{"forum", ""}}) {
    const Registration registration = Member(delegation);
    EXPECT_TRUE(Reaches(Admin(), registration));
    EXPECT_EQ(Reaches(Head(), registration), delegation == Own());
    EXPECT_EQ(Reaches(Registrar(), registration), delegation.event == "forum");
  }
}

}  // namespace
}  // namespace rollcall::registration
