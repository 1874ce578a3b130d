#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/registration/queue_test_fixture.h"

namespace rollcall::registration {
namespace {

using type::v1::MODE_IN_PERSON;
using type::v1::MODE_ONLINE;

std::string Email(int i) { return absl::StrCat("p", i, "@example.org"); }

using CapacityTest = QueueTest;

TEST_F(CapacityTest, Gives100AtOnceExactlyThe10Places) {
  Limit(MODE_IN_PERSON, 10);
  const auto states = Together(100, [&](int i) {
    return Send(StubOf(i), ValidRegistration(event(), Email(i)))
        .response.registration()
        .state();
  });
  EXPECT_EQ(std::count(states.begin(), states.end(),
                       v1::Registration::STATE_CONFIRMED),
            10);
  EXPECT_EQ(std::count(states.begin(), states.end(),
                       v1::Registration::STATE_WAITLISTED),
            90);
  EXPECT_EQ(Taken(MODE_IN_PERSON), 10);
  ExpectPlacesAddUp();
}

TEST_F(CapacityTest, LimitsEachModeForItself) {
  Limit(MODE_IN_PERSON, 0);
  EXPECT_EQ(Register(Email(1)).state(), v1::Registration::STATE_WAITLISTED);
  EXPECT_EQ(Register(Email(2), MODE_ONLINE).state(),
            v1::Registration::STATE_CONFIRMED);
}

TEST_F(CapacityTest, TakesAPlaceInEachIncludedSessionOrNone) {
  Limit(MODE_IN_PERSON, 2);
  Limit(MODE_IN_PERSON, 1, "panel");
  EXPECT_EQ(Register(Email(1), MODE_IN_PERSON, {"panel"}).state(),
            v1::Registration::STATE_CONFIRMED);
  EXPECT_EQ(Register(Email(2), MODE_IN_PERSON, {"panel"}).state(),
            v1::Registration::STATE_WAITLISTED);
  EXPECT_EQ(Taken(MODE_IN_PERSON), 1);
  EXPECT_EQ(Register(Email(3)).state(), v1::Registration::STATE_CONFIRMED);
  EXPECT_EQ(Taken(MODE_IN_PERSON), 2);
  ExpectPlacesAddUp();
}

TEST_F(CapacityTest, ARepeatedRegistrationTakesNoSecondPlace) {
  Limit(MODE_IN_PERSON, 5);
  Register(Email(1));
  Register(Email(1));
  EXPECT_EQ(Taken(MODE_IN_PERSON), 1);
}

TEST_F(CapacityTest, OneEmailAtOnceTakesOnePlace) {
  Limit(MODE_IN_PERSON, 5);
  Together(16, [&](int i) {
    return Send(StubOf(i), ValidRegistration(event(), Email(1))).ok();
  });
  EXPECT_EQ(Taken(MODE_IN_PERSON), 1);
  ExpectPlacesAddUp();
}

TEST_F(CapacityTest, CancelsTwiceAndFreesOnce) {
  Limit(MODE_IN_PERSON, 5);
  Register(Email(1));
  const std::string name = Register(Email(2)).name();
  const auto reasons = Together(8, [&](int i) { return Cancel(name, i); });
  EXPECT_EQ(std::set<std::string>(reasons.begin(), reasons.end()),
            std::set<std::string>{""});
  EXPECT_EQ(Cancel(name), "");
  EXPECT_EQ(Taken(MODE_IN_PERSON), 1);
  ExpectPlacesAddUp();
}

TEST_F(CapacityTest, ChangesModeForAPlaceInTheOther) {
  Limit(MODE_IN_PERSON, 1);
  Limit(MODE_ONLINE, 1);
  const std::string name = Register(Email(1)).name();
  EXPECT_EQ(ChangeMode(name, MODE_ONLINE), "");
  EXPECT_EQ(Get(name).mode(), MODE_ONLINE);
  EXPECT_EQ(StateOf(name), v1::Registration::STATE_CONFIRMED);
  EXPECT_EQ(Taken(MODE_IN_PERSON), 0);
  EXPECT_EQ(Taken(MODE_ONLINE), 1);
}

TEST_F(CapacityTest, KeepsThePlaceWhenTheOtherModeIsFull) {
  Limit(MODE_IN_PERSON, 1);
  Limit(MODE_ONLINE, 0);
  const std::string name = Register(Email(1)).name();
  EXPECT_EQ(ChangeMode(name, MODE_ONLINE), "NO_PLACE_LEFT");
  EXPECT_EQ(Get(name).mode(), MODE_IN_PERSON);
  EXPECT_EQ(Taken(MODE_IN_PERSON), 1);
}

TEST_F(CapacityTest, ChangesModeForTheLastPlaceOnce) {
  Limit(MODE_ONLINE, 3);
  std::vector<std::string> names;
  for (int i = 0; i < 12; ++i) names.push_back(Register(Email(i)).name());
  const auto reasons =
      Together(12, [&](int i) { return ChangeMode(names[i], MODE_ONLINE, i); });
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), ""), 3);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "NO_PLACE_LEFT"), 9);
  ExpectPlacesAddUp();
}

// Whatever many callers do at once, the counts and the line are right after it.
TEST_F(CapacityTest, AddsUpAfterAnyHistory) {
  constexpr int kThreads = 8;
  constexpr int kSteps = 25;
  Limit(MODE_IN_PERSON, 7);
  Limit(MODE_ONLINE, 4);
  Limit(MODE_IN_PERSON, 3, "panel");
  const auto failures = Together(kThreads, [&](int thread) {
    std::mt19937 random(thread);
    const auto pick = [&](int n) {
      return std::uniform_int_distribution<int>(0, n - 1)(random);
    };
    std::vector<std::string> names;
    std::set<std::string> reasons;
    for (int step = 0; step < kSteps; ++step) {
      if (names.empty() || pick(2) == 0) {
        names.push_back(Register(Email(thread * 1000 + step),
                                 pick(3) == 0 ? MODE_ONLINE : MODE_IN_PERSON,
                                 pick(3) == 0
                                     ? std::vector<std::string>{"panel"}
                                     : std::vector<std::string>{},
                                 pick(3))
                            .name());
        continue;
      }
      const std::string& name = names[pick(static_cast<int>(names.size()))];
      switch (pick(4)) {
        case 0:
          reasons.insert(Cancel(name, step));
          break;
        case 1:
          reasons.insert(Approve(name, step));
          break;
        case 2:
          reasons.insert(ChangeMode(name, MODE_ONLINE, step));
          break;
        default:
          reasons.insert(ChangeMode(name, MODE_IN_PERSON, step));
      }
    }
    for (const char* expected :
         {"", "ILLEGAL_STATE_CHANGE", "NO_PLACE_LEFT", "NO_PLACE_OFFERED"}) {
      reasons.erase(expected);
    }
    return reasons;
  });
  for (const auto& reasons : failures) EXPECT_EQ(reasons.size(), 0u);
  ExpectPlacesAddUp();
}

}  // namespace
}  // namespace rollcall::registration
