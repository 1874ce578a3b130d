#include "common/door/conflict.h"

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rollcall::door {
namespace {

using checkin::v1::Decision;
using registration::v1::AdmissionPolicy;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

absl::Time At(int minutes) {
  return absl::UnixEpoch() + absl::Hours(9) + absl::Minutes(minutes);
}

Passage Entry(int minute, const std::string& id, bool offline = true) {
  Passage passage;
  passage.scan_id = id;
  passage.direction = Decision::DIRECTION_ENTRY;
  passage.scan_time = At(minute);
  passage.offline = offline;
  return passage;
}

Passage Exit(int minute, const std::string& id) {
  Passage passage = Entry(minute, id);
  passage.direction = Decision::DIRECTION_EXIT;
  return passage;
}

// `duplicate<canonical` of each.
std::vector<std::string> Found(
    const std::vector<Passage>& passages,
    Reentry reentry = AdmissionPolicy::REENTRY_AFTER_EXIT) {
  std::vector<std::string> found;
  for (const Duplicate& duplicate : FindDuplicates(reentry, passages)) {
    found.push_back(duplicate.passage.scan_id + "<" +
                    duplicate.canonical.scan_id);
  }
  return found;
}

TEST(FindDuplicatesTest, TakesTheEarliestForTheOneThatCounts) {
  EXPECT_THAT(Found({Entry(5, "b"), Entry(0, "a"), Entry(7, "c")}),
              ElementsAre("b<a", "c<a"));
}

TEST(FindDuplicatesTest, FindsNoneAfterAnExit) {
  EXPECT_THAT(Found({Entry(0, "a"), Exit(3, "x"), Entry(5, "b")}), IsEmpty());
}

TEST(FindDuplicatesTest, FindsThoseOfTheServiceOnlyBesideADevices) {
  EXPECT_THAT(Found({Entry(0, "a", false), Entry(5, "b", false)}), IsEmpty());
  EXPECT_THAT(Found({Entry(0, "a", true), Entry(5, "b", false)}),
              ElementsAre("b<a"));
  EXPECT_THAT(Found({Entry(0, "a", false), Entry(5, "b", true)}),
              ElementsAre("b<a"));
}

TEST(FindDuplicatesTest, FindsNoneThatASupervisorForced) {
  Passage forced = Entry(5, "b");
  forced.forced = true;
  EXPECT_THAT(Found({Entry(0, "a"), forced}), IsEmpty());
}

TEST(FindDuplicatesTest, FollowsTheRuleForComingBack) {
  const std::vector<Passage> back = {Entry(0, "a"), Exit(3, "x"),
                                     Entry(5, "b")};
  EXPECT_THAT(Found(back, AdmissionPolicy::REENTRY_NEVER), ElementsAre("b<a"));
  EXPECT_THAT(
      Found({Entry(0, "a"), Entry(5, "b")}, AdmissionPolicy::REENTRY_ALWAYS),
      IsEmpty());
}

TEST(FindDuplicatesTest, GivesTheSameForEveryOrder) {
  std::mt19937_64 random(20220903);
  for (int round = 0; round < 200; ++round) {
    std::vector<Passage> passages;
    for (int i = 0; i < 8; ++i) {
      const int minute = static_cast<int>(random() % 5);
      const std::string id(1, static_cast<char>('a' + i));
      passages.push_back(random() % 3 == 0
                             ? Exit(minute, id)
                             : Entry(minute, id, random() % 2 == 0));
    }
    const auto expected = Found(passages);
    for (int shuffle = 0; shuffle < 10; ++shuffle) {
      std::shuffle(passages.begin(), passages.end(), random);
      EXPECT_EQ(Found(passages), expected);
    }
  }
}

Occupant Stay(int start, int end, const std::string& id, bool offline = true) {
  return {At(start), end > 0 ? std::optional(At(end)) : std::nullopt, "device",
          id, offline};
}

std::vector<std::string> Over(int places, std::vector<Occupant> occupants) {
  std::vector<std::string> ids;
  for (const Occupant& o : FindOverCapacity(places, std::move(occupants))) {
    ids.push_back(o.scan_id);
  }
  return ids;
}

TEST(FindOverCapacityTest, FindsThoseWhoCameWhenTheRoomWasFull) {
  EXPECT_THAT(Over(2, {Stay(3, 0, "c"), Stay(1, 0, "a"), Stay(2, 0, "b")}),
              ElementsAre("c"));
}

TEST(FindOverCapacityTest, GivesAPlaceBackAtTheInstantOfLeaving) {
  EXPECT_THAT(Over(1, {Stay(1, 5, "a"), Stay(5, 0, "b")}), IsEmpty());
  EXPECT_THAT(Over(1, {Stay(1, 5, "a"), Stay(4, 0, "b")}), ElementsAre("b"));
}

TEST(FindOverCapacityTest, CountsEverybodyButFindsOnlyWhomADeviceLetIn) {
  EXPECT_THAT(
      Over(1, {Stay(1, 0, "a"), Stay(2, 0, "b", false), Stay(3, 0, "c")}),
      ElementsAre("c"));
}

// One by one, with a list, as anybody would count by hand.
std::vector<std::string> CountedByHand(int places,
                                       std::vector<Occupant> occupants) {
  std::sort(occupants.begin(), occupants.end(),
            [](const Occupant& a, const Occupant& b) {
              return std::pair(a.start, a.scan_id) <
                     std::pair(b.start, b.scan_id);
            });
  std::vector<std::string> over;
  for (size_t i = 0; i < occupants.size(); ++i) {
    int inside = 0;
    for (size_t k = 0; k < i; ++k) {
      if (!occupants[k].end || *occupants[k].end > occupants[i].start) {
        ++inside;
      }
    }
    if (occupants[i].offline && inside >= places) {
      over.push_back(occupants[i].scan_id);
    }
  }
  return over;
}

TEST(FindOverCapacityTest, AgreesWithACountByHandInEveryOrder) {
  std::mt19937_64 random(20220904);
  for (int round = 0; round < 300; ++round) {
    std::vector<Occupant> occupants;
    for (int i = 0; i < 12; ++i) {
      const int start = static_cast<int>(random() % 8);
      const int end =
          random() % 3 == 0 ? 0 : start + 1 + static_cast<int>(random() % 6);
      occupants.push_back(
          Stay(start, end, absl::StrCat("s", i), random() % 3 > 0));
    }
    const int places = static_cast<int>(random() % 5);
    const auto expected = CountedByHand(places, occupants);
    for (int shuffle = 0; shuffle < 5; ++shuffle) {
      std::shuffle(occupants.begin(), occupants.end(), random);
      EXPECT_EQ(Over(places, occupants), expected);
    }
  }
}

}  // namespace
}  // namespace rollcall::door
