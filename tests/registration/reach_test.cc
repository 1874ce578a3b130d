#include "services/registration/reach.h"

#include <optional>

#include "gtest/gtest.h"

#include "common/status/error.h"

namespace rollcall::registration {
namespace {

using auth::Caller;
using auth::Role;

Caller Admin() { return {Role::kAdmin, {}, {}}; }
Caller Head() { return {Role::kDelegationHead, "forum", "7"}; }
Caller Nobody() { return {}; }
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
  EXPECT_TRUE(CheckReach(Admin(), {"forum"}, std::nullopt).ok());
  EXPECT_TRUE(CheckReach(Admin(), {"forum"}, Other()).ok());
}

TEST(CheckReach, KeepsAHeadToTheDelegation) {
  EXPECT_TRUE(CheckReach(Head(), {"forum"}, Own()).ok());
  EXPECT_EQ(ReasonOf(CheckReach(Head(), {"forum"}, Other())),
            error::v1::DELEGATION_NOT_FOUND);
  EXPECT_EQ(ReasonOf(CheckReach(Head(), {"fair"}, Elsewhere())),
            error::v1::EVENT_NOT_FOUND);
  EXPECT_EQ(ReasonOf(CheckReach(Head(), {"fair"}, Own())),
            error::v1::EVENT_NOT_FOUND);
}

TEST(CheckReach, TakesNobodyAnywhere) {
  EXPECT_EQ(ReasonOf(CheckReach(Nobody(), {"forum"}, std::nullopt)),
            error::v1::EVENT_NOT_FOUND);
}

TEST(Reaches, HoldsForMembersOfTheDelegation) {
  for (const DelegationName& delegation :
       {Own(), Other(), Elsewhere(), DelegationName{"forum", ""}}) {
    const Registration registration = Member(delegation);
    EXPECT_TRUE(Reaches(Admin(), registration));
    EXPECT_EQ(Reaches(Head(), registration), delegation == Own());
    EXPECT_FALSE(Reaches(Nobody(), registration));
  }
}

}  // namespace
}  // namespace rollcall::registration
