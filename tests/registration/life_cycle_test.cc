#include "services/registration/life_cycle.h"

#include <algorithm>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rollcall::registration {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using type::v1::MODE_IN_PERSON;

const PlaceKind& Room() {
  static const auto& kind = *new PlaceKind{"venue", MODE_IN_PERSON};
  return kind;
}

const PlaceKind& Panel() {
  static const auto& kind = *new PlaceKind{"panel", MODE_IN_PERSON};
  return kind;
}

TEST(Places, TakesAllOrNone) {
  Places places({{Room(), {2, 0}}, {Panel(), {1, 1}}});
  EXPECT_FALSE(places.Take({Room(), Panel()}));
  EXPECT_THAT(places.Changed(), IsEmpty());
  EXPECT_EQ(*places.FindFull({Room(), Panel()}), Panel());
}

TEST(Places, HaveNoEndWhereThereIsNoLimit) {
  Places places;
  EXPECT_TRUE(places.Take({Room(), Panel()}));
  EXPECT_THAT(places.Changed(), IsEmpty());
}

TEST(Places, SayWhatChanged) {
  Places places({{Room(), {2, 1}}, {Panel(), {1, 1}}});
  places.Free({Panel()});
  EXPECT_TRUE(places.Take({Room(), Panel()}));
  EXPECT_EQ(places.Changed().size(), 1u);
  EXPECT_EQ(places.Changed().at(Room()).taken, 2);
}

TEST(Admit, IsUpToARegistrarIfTheEventSaysSo) {
  Places places({{Room(), {1, 0}}});
  EXPECT_EQ(Admit(v1::APPROVAL_POLICY_REGISTRAR, {Room()}, places),
            v1::Registration::STATE_PENDING);
  EXPECT_THAT(places.Changed(), IsEmpty());
  EXPECT_EQ(Admit(v1::APPROVAL_POLICY_AUTOMATIC, {Room()}, places),
            v1::Registration::STATE_CONFIRMED);
  EXPECT_EQ(Admit(v1::APPROVAL_POLICY_AUTOMATIC, {Room()}, places),
            v1::Registration::STATE_WAITLISTED);
}

TEST(OfferPlaces, ServesTheLineInItsOrder) {
  Places places({{Room(), {2, 0}}, {Panel(), {1, 0}}});
  const std::vector<Waiting> line = {{"a", {Room(), Panel()}},
                                     {"b", {Room(), Panel()}},
                                     {"c", {Room()}},
                                     {"d", {Room()}}};
  EXPECT_THAT(OfferPlaces(line, places), ElementsAre("a", "c"));
  EXPECT_THAT(OfferPlaces(line, places), IsEmpty());
}

TEST(MayEnd, LetsARegistrarRejectWhoIsNotConfirmed) {
  EXPECT_TRUE(MayEnd(v1::Registration::STATE_PENDING, Ending::kRejected));
  EXPECT_TRUE(MayEnd(v1::Registration::STATE_WAITLISTED, Ending::kRejected));
  EXPECT_FALSE(MayEnd(v1::Registration::STATE_CONFIRMED, Ending::kRejected));
  EXPECT_TRUE(MayEnd(v1::Registration::STATE_CONFIRMED, Ending::kCancelled));
  EXPECT_FALSE(MayEnd(v1::Registration::STATE_REJECTED, Ending::kWithdrawn));
}

}  // namespace
}  // namespace rollcall::registration
