#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/registration/queue_test_fixture.h"

namespace rollcall::registration {
namespace {

using type::v1::MODE_IN_PERSON;

std::string Email(int i) { return absl::StrCat("p", i, "@example.org"); }

using WaitingListTest = QueueTest;

TEST_F(WaitingListTest, OffersAFreedPlaceToTheFirstInLineOnly) {
  Limit(MODE_IN_PERSON, 1);
  const std::string first = Register(Email(1)).name();
  const std::string second = Register(Email(2)).name();
  const std::string third = Register(Email(3)).name();
  EXPECT_EQ(Withdraw(first), "");
  EXPECT_EQ(StateOf(first), v1::Registration::STATE_WITHDRAWN);
  EXPECT_TRUE(IsOffered(second));
  EXPECT_FALSE(IsOffered(third));
  EXPECT_EQ(StateOf(second), v1::Registration::STATE_WAITLISTED);
  EXPECT_EQ(Taken(MODE_IN_PERSON), 1);
  EXPECT_EQ(Register(Email(4)).state(), v1::Registration::STATE_WAITLISTED);
}

TEST_F(WaitingListTest, ConfirmsWhoTakesTheOffer) {
  Limit(MODE_IN_PERSON, 1);
  const std::string first = Register(Email(1)).name();
  const std::string second = Register(Email(2)).name();
  EXPECT_EQ(Approve(second), "NO_PLACE_OFFERED");
  Cancel(first);
  EXPECT_EQ(Approve(second), "");
  EXPECT_EQ(StateOf(second), v1::Registration::STATE_CONFIRMED);
  EXPECT_FALSE(IsOffered(second));
  EXPECT_TRUE(Send(StubOf(0), Named<v1::GetTicketRequest>(second)).ok());
  EXPECT_EQ(Taken(MODE_IN_PERSON), 1);
}

TEST_F(WaitingListTest, OffersToTheNextWhenAnOfferExpires) {
  Limit(MODE_IN_PERSON, 1);
  const std::string first = Register(Email(1)).name();
  const std::string second = Register(Email(2)).name();
  const std::string third = Register(Email(3)).name();
  Cancel(first);
  RunOut(second);
  TakeExpiredOffersBack();
  EXPECT_FALSE(IsOffered(second));
  EXPECT_TRUE(IsOffered(third));
  EXPECT_EQ(Approve(second), "NO_PLACE_OFFERED");
  // Who let it pass waits behind those who were there.
  RunOut(third);
  TakeExpiredOffersBack();
  EXPECT_TRUE(IsOffered(second));
  ExpectPlacesAddUp();
}

TEST_F(WaitingListTest, PassesAnOfferOnWhenItsHolderLeaves) {
  Limit(MODE_IN_PERSON, 1);
  const std::string first = Register(Email(1)).name();
  const std::string second = Register(Email(2)).name();
  const std::string third = Register(Email(3)).name();
  Cancel(first);
  EXPECT_EQ(Withdraw(second), "");
  EXPECT_TRUE(IsOffered(third));
  EXPECT_EQ(Taken(MODE_IN_PERSON), 1);
}

TEST_F(WaitingListTest, ServesLowerPrioritiesFirst) {
  Limit(MODE_IN_PERSON, 1);
  const std::string first = Register(Email(1)).name();
  const std::string late = Register(Email(2), MODE_IN_PERSON, {}, 5).name();
  const std::string early = Register(Email(3), MODE_IN_PERSON, {}, -5).name();
  Cancel(first);
  EXPECT_TRUE(IsOffered(early));
  EXPECT_FALSE(IsOffered(late));
}

TEST_F(WaitingListTest, PassesOverWhoNeedsAnotherPlaceToo) {
  Limit(MODE_IN_PERSON, 1);
  Limit(MODE_IN_PERSON, 0, "panel");
  const std::string first = Register(Email(1)).name();
  const std::string panel =
      Register(Email(2), MODE_IN_PERSON, {"panel"}).name();
  const std::string plain = Register(Email(3)).name();
  Cancel(first);
  EXPECT_FALSE(IsOffered(panel));
  EXPECT_TRUE(IsOffered(plain));
}

TEST_F(WaitingListTest, GivesEachFreedPlaceToOnePersonInOrder) {
  constexpr int kPlaces = 8;
  Limit(MODE_IN_PERSON, kPlaces);
  std::vector<std::string> names;
  for (int i = 0; i < 3 * kPlaces; ++i) {
    names.push_back(Register(Email(i)).name());
  }
  Together(kPlaces, [&](int i) { return Cancel(names[i], i); });
  for (int i = kPlaces; i < 3 * kPlaces; ++i) {
    EXPECT_EQ(IsOffered(names[i]), i < 2 * kPlaces) << i;
  }
  ExpectPlacesAddUp();
}

TEST_F(WaitingListTest, TakesExpiredOffersBackOnceFromManyInstances) {
  Limit(MODE_IN_PERSON, 1);
  const std::string first = Register(Email(1)).name();
  std::vector<std::string> names;
  for (int i = 2; i < 6; ++i) names.push_back(Register(Email(i)).name());
  Cancel(first);
  RunOut(names[0]);
  Together(4, [](int) {
    TakeExpiredOffersBack();
    return 0;
  });
  int offered = 0;
  for (const std::string& name : names) offered += IsOffered(name) ? 1 : 0;
  EXPECT_EQ(offered, 1);
  ExpectPlacesAddUp();
}

TEST_F(WaitingListTest, OffersThePlacesOfARaisedLimit) {
  Limit(MODE_IN_PERSON, 1);
  std::vector<std::string> names;
  for (int i = 0; i < 5; ++i) names.push_back(Register(Email(i)).name());
  Limit(MODE_IN_PERSON, 3);
  EXPECT_TRUE(IsOffered(names[1]));
  EXPECT_TRUE(IsOffered(names[2]));
  EXPECT_FALSE(IsOffered(names[3]));
  ExpectPlacesAddUp();
}

TEST_F(WaitingListTest, ConfirmsWhoChangesToAModeWithPlaces) {
  Limit(MODE_IN_PERSON, 0);
  const std::string name = Register(Email(1)).name();
  EXPECT_EQ(ChangeMode(name, type::v1::MODE_ONLINE), "");
  EXPECT_EQ(StateOf(name), v1::Registration::STATE_CONFIRMED);
}

}  // namespace
}  // namespace rollcall::registration
