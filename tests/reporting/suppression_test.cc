#include "services/reporting/suppression.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace rollcall::reporting {
namespace {

// The people of a leaf by what they did: in person, online, both, absent.
using People = std::array<int64_t, 4>;

PublicNode Leaf(int parent, const People& people) {
  return {parent, people[0], people[1], people[2], people[3]};
}

PublicNode Inner(int parent) { return {parent}; }

// Leaves of which everybody attended in person.
std::vector<PublicNode> InPerson(const std::vector<int64_t>& counts) {
  std::vector<PublicNode> nodes = {Inner(-1)};
  for (const int64_t count : counts) nodes.push_back(Leaf(0, {count, 0, 0, 0}));
  return nodes;
}

std::vector<PublicNode> Flat(const std::vector<People>& leaves) {
  std::vector<PublicNode> nodes = {Inner(-1)};
  for (const People& people : leaves) nodes.push_back(Leaf(0, people));
  return nodes;
}

// What is hidden of each node: nothing `.`, ways `w`, attended `a`, all `x`.
std::string Suppressed(const std::vector<PublicNode>& nodes,
                       int64_t threshold) {
  std::string text;
  for (const Hidden hidden : Suppress(nodes, threshold)) {
    text += ".wax"[static_cast<int>(hidden)];
  }
  return text;
}

TEST(SuppressTest, HidesNothingOfNothing) {
  EXPECT_EQ(Suppressed({}, 10), "");
  EXPECT_EQ(Suppressed({Inner(-1)}, 10), ".");
  EXPECT_EQ(Suppressed(InPerson({0, 0}), 10), "...");
}

TEST(SuppressTest, HidesNothingWhereNothingIsSmall) {
  EXPECT_EQ(Suppressed(InPerson({10, 0, 11, 300}), 10), ".....");
  EXPECT_EQ(Suppressed(Flat({{10, 20, 10, 0}, {0, 0, 0, 10}}), 10), "...");
}

TEST(SuppressTest, HidesNothingBelowAThresholdOfTwo) {
  EXPECT_EQ(Suppressed(InPerson({1, 2, 0}), 1), "....");
  EXPECT_EQ(Suppressed(InPerson({1, 2, 0}), 0), "....");
  EXPECT_EQ(Suppressed(InPerson({1, 2, 3}), 2), ".xx.");
}

TEST(SuppressTest, HidesTheSmallestOfTheOthersWithASmallLeaf) {
  EXPECT_EQ(Suppressed(InPerson({30, 9, 20, 40}), 10), "..xx.");
  EXPECT_EQ(Suppressed(InPerson({20, 1, 20, 20}), 10), ".xx..");
}

TEST(SuppressTest, HidesNoZeroAsAComplement) {
  EXPECT_EQ(Suppressed(InPerson({0, 9, 0, 40}), 10), "..x.x");
}

TEST(SuppressTest, HidesAThirdLeafWithTwoThatAreSmallTogether) {
  EXPECT_EQ(Suppressed(InPerson({3, 20, 6, 30}), 10), ".xxx.");
}

TEST(SuppressTest, HidesNoMoreThanSmallLeavesThatAreEnoughTogether) {
  EXPECT_EQ(Suppressed(InPerson({5, 20, 6, 30}), 10), ".x.x.");
}

// Readers know that both have someone: of ten people, neither has ten.
TEST(SuppressTest, CountsOnePersonOfEachHiddenLeafAsKnown) {
  EXPECT_EQ(Suppressed(InPerson({5, 20, 5, 30}), 10), ".xxx.");
  EXPECT_EQ(Suppressed(InPerson({1, 1, 1, 20}), 3), ".xxxx");
  EXPECT_EQ(Suppressed(InPerson({1, 1, 1, 1}), 2), "xxxxx");
}

TEST(SuppressTest, HidesAllOfASmallTotal) {
  EXPECT_EQ(Suppressed(InPerson({3, 0, 6}), 10), "xx.x");
  EXPECT_EQ(Suppressed(InPerson({9}), 10), "xx");
  EXPECT_EQ(Suppressed({Leaf(-1, {9, 0, 0, 0})}, 10), "x");
  EXPECT_EQ(Suppressed({Leaf(-1, {10, 0, 0, 0})}, 10), ".");
}

TEST(SuppressTest, HidesOnlyWaysWhereOnlyTheyAreSmall) {
  EXPECT_EQ(
      Suppressed(Flat({{40, 3, 0, 20}, {30, 10, 0, 0}, {20, 0, 0, 0}}), 10),
      ".ww.");
}

TEST(SuppressTest, HidesWhoAttendedWhereFewDidNot) {
  EXPECT_EQ(
      Suppressed(Flat({{40, 0, 0, 3}, {30, 0, 0, 20}, {20, 0, 0, 0}}), 10),
      ".aa.");
}

// A complement without people in the column would be none.
TEST(SuppressTest, ComplementsAColumnWithPeopleInIt) {
  EXPECT_EQ(
      Suppressed(
          Flat({{40, 0, 0, 3}, {20, 0, 0, 0}, {60, 0, 0, 12}, {50, 0, 0, 14}}),
          10),
      ".a..a");
}

TEST(SuppressTest, ComplementsEachColumn) {
  EXPECT_EQ(
      Suppressed(
          Flat({{40, 3, 5, 0}, {20, 0, 0, 0}, {10, 20, 0, 0}, {10, 0, 30, 0}}),
          10),
      ".w.ww");
}

// Nobody attended is known to be nobody in any way.
TEST(SuppressTest, HidesNoWaysOfWhereNobodyAttended) {
  EXPECT_EQ(
      Suppressed(Flat({{40, 3, 0, 0}, {0, 0, 0, 20}, {30, 20, 0, 0}}), 10),
      ".w.w");
}

// Two regions of two countries each, then one of two subregions.
TEST(SuppressTest, HidesOneTotalAndALeafOfAnotherWhereASumIsSmall) {
  const std::vector<PublicNode> nodes = {Inner(-1),
                                         Inner(0),
                                         Leaf(1, {3, 0, 0, 0}),
                                         Leaf(1, {2, 0, 0, 0}),
                                         Inner(0),
                                         Leaf(4, {30, 0, 0, 0}),
                                         Leaf(4, {20, 0, 0, 0}),
                                         Inner(0),
                                         Inner(7),
                                         Leaf(8, {50, 0, 0, 0}),
                                         Inner(7),
                                         Leaf(10, {60, 0, 0, 0})};
  EXPECT_EQ(Suppressed(nodes, 10), ".xxxx.x.....");
}

TEST(SuppressTest, HidesInASubtreeWhatIsEnoughThere) {
  const std::vector<PublicNode> nodes = {Inner(-1),
                                         Inner(0),
                                         Leaf(1, {3, 0, 0, 0}),
                                         Leaf(1, {20, 0, 0, 0}),
                                         Inner(0),
                                         Leaf(4, {30, 0, 0, 0}),
                                         Leaf(4, {20, 0, 0, 0})};
  EXPECT_EQ(Suppressed(nodes, 10), "..xx...");
}

TEST(SuppressTest, HidesATotalThatBringsHiddenLeavesAlone) {
  const std::vector<PublicNode> nodes = {Inner(-1),
                                         Inner(0),
                                         Leaf(1, {3, 0, 0, 0}),
                                         Inner(0),
                                         Leaf(3, {4, 0, 0, 0}),
                                         Leaf(3, {12, 0, 0, 0}),
                                         Leaf(3, {20, 0, 0, 0})};
  EXPECT_EQ(Suppressed(nodes, 10), ".xxxxx.");
}

TEST(SuppressTest, PrefersALeafToATotal) {
  const std::vector<PublicNode> nodes = {Inner(-1),
                                         Inner(0),
                                         Leaf(1, {3, 0, 0, 0}),
                                         Inner(0),
                                         Leaf(3, {12, 0, 0, 0}),
                                         Leaf(0, {90, 0, 0, 0})};
  EXPECT_EQ(Suppressed(nodes, 10), ".xx..x");
}

// What has one leaf with people says of it what the leaf says.
TEST(SuppressTest, HidesWhatHasOneLeafWithTheLeaf) {
  const std::vector<PublicNode> nodes = {Inner(-1),
                                         Inner(0),
                                         Inner(1),
                                         Leaf(2, {3, 0, 0, 0}),
                                         Inner(0),
                                         Inner(4),
                                         Leaf(5, {30, 0, 0, 0}),
                                         Leaf(4, {0, 0, 0, 0}),
                                         Inner(0),
                                         Leaf(8, {40, 0, 0, 0})};
  EXPECT_EQ(Suppressed(nodes, 10), ".xxxxxx...");
}

// Of two as large totals, the second is left alone though its index is less
// than that of the first one's part.
TEST(SuppressTest, HidesALeafOfTheTotalThatItHides) {
  const std::vector<PublicNode> nodes = {Inner(-1),
                                         Leaf(0, {0, 0, 0, 0}),
                                         Inner(0),
                                         Inner(0),
                                         Inner(0),
                                         Inner(3),
                                         Leaf(2, {3, 0, 0, 0}),
                                         Leaf(4, {20, 0, 0, 0}),
                                         Leaf(4, {30, 0, 0, 0}),
                                         Leaf(5, {40, 0, 0, 0}),
                                         Leaf(5, {10, 0, 0, 0})};
  EXPECT_EQ(Suppressed(nodes, 10), "..xx.xx...x");
}

// A leaf of a sum that is hidden anyway would be no complement of it.
TEST(SuppressTest, HidesSmallSumsBeforeComplements) {
  EXPECT_EQ(Suppressed({Inner(-1), Inner(0), Leaf(1, {3, 2, 20, 0}),
                        Leaf(1, {50, 0, 0, 0}), Leaf(0, {15, 15, 0, 0})},
                       10),
            ".ww.w");
}

// Where the total is not shown, no leaf needs a complement.
TEST(SuppressTest, BeginsWithTheOutermostLevel) {
  EXPECT_EQ(
      Suppressed(Flat({{40, 0, 0, 0}, {12, 30, 0, 3}, {2, 40, 0, 0}}), 10),
      "a.aw");
}

TEST(SuppressTest, SumsUpInnerNodesItself) {
  std::vector<PublicNode> nodes = InPerson({30, 20});
  nodes[0] = Leaf(-1, {1, 1, 1, 1});
  EXPECT_EQ(Suppressed(nodes, 10), "...");
}

// Some 2,000 people of 100 countries, by Zipf's law: 385 of the first, 3 of the
// last. Three quarters attended, one in fifteen of them in both ways.
People CountryOf(int64_t rank) {
  const int64_t registered = 385 / rank;
  const int64_t attended = registered * 3 / 4;
  const int64_t both = attended / 15;
  const int64_t online = attended / 5;
  return {attended - online - both, online, both, registered - attended};
}

TEST(SuppressTest, ShowsTheLargeCountriesOfAForum) {
  std::vector<PublicNode> nodes = {Inner(-1)};
  for (int64_t rank = 1; rank <= 100; ++rank) {
    nodes.push_back(Leaf(0, CountryOf(rank)));
  }
  EXPECT_EQ(
      Suppressed(nodes, 10),
      ".." + std::string(9, 'w') + std::string(28, 'a') + std::string(62, 'x'));
}

// The same in five regions of four subregions of five countries.
TEST(SuppressTest, ShowsTheLargeRegionsOfAForum) {
  std::vector<PublicNode> nodes = {Inner(-1)};
  for (int64_t region = 0; region < 5; ++region) {
    nodes.push_back(Inner(0));
  }
  for (int subregion = 0; subregion < 20; ++subregion) {
    nodes.push_back(Inner(1 + subregion / 4));
  }
  for (int64_t rank = 1; rank <= 100; ++rank) {
    nodes.push_back(Leaf(6 + static_cast<int>(rank * 7 % 20), CountryOf(rank)));
  }
  const std::string text = Suppressed(nodes, 10);
  EXPECT_EQ(text.substr(0, 6), "...w.w");
  EXPECT_EQ(text.substr(6, 20), std::string(20, 'w'));
  EXPECT_EQ(text.substr(26),
            "ww" + std::string(36, 'a') + std::string(62, 'x'));
}

}  // namespace
}  // namespace rollcall::reporting
