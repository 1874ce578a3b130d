#include "common/base/uuid.h"

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace rollcall {
namespace {

using ::testing::AnyOf;
using ::testing::Optional;

constexpr char kUuid[] = "018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93";

TEST(Uuid, IsOfVersionSevenAndTheVariantOfTheStandard) {
  for (int i = 0; i < 100; ++i) {
    const std::string uuid = NewUuid();
    EXPECT_EQ(uuid[14], '7') << uuid;
    EXPECT_THAT(uuid[19], AnyOf('8', '9', 'a', 'b')) << uuid;
  }
}

TEST(Uuid, IsWhatParseTakesUnchanged) {
  const std::string uuid = NewUuid();
  EXPECT_THAT(ParseUuid(uuid), Optional(uuid));
}

TEST(Uuid, IsRandomInVersionFour) {
  std::set<std::string> uuids;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = NewRandomUuid();
    EXPECT_EQ(uuid[14], '4') << uuid;
    EXPECT_THAT(uuid[19], AnyOf('8', '9', 'a', 'b')) << uuid;
    EXPECT_THAT(ParseUuid(uuid), Optional(uuid));
    // The part that has the time in version 7.
    uuids.insert(uuid.substr(0, 8));
  }
  EXPECT_GT(uuids.size(), 990u);
}

TEST(Uuid, HasSixteenBytes) {
  const std::string bytes = BytesOfUuid(kUuid);
  EXPECT_EQ(bytes,
            "\x01\x8f\x2d\x5e\x7c\x3a\x7b\x60\x9a\x4e\x5d\x2b\x8c\x1f\x0e\x93");
  EXPECT_EQ(bytes.size(), kUuidBytes);
  EXPECT_EQ(UuidOfBytes(bytes), kUuid);
}

TEST(Uuid, BeginsWithTheMillisecondsSince1970) {
  // The example of RFC 9562, appendix A.6: 2022-02-22 19:22:22 UTC.
  const std::string uuid = NewUuidAt(absl::FromUnixMillis(0x017F22E279B0));
  EXPECT_EQ(uuid.substr(0, 13), "017f22e2-79b0");
}

TEST(Uuid, SortsByTheTimeItWasMade) {
  const absl::Time begin = absl::FromUnixMillis(0x017F22E2FFFE);
  std::string before = NewUuidAt(begin - absl::Milliseconds(1));
  for (int i = 0; i < 100; ++i) {
    std::string uuid = NewUuidAt(begin + absl::Milliseconds(i));
    EXPECT_LT(before, uuid);
    before = uuid;
  }
}

TEST(Uuid, SortsInTheOrderOfOneProcess) {
  const absl::Time begin = absl::Now();
  std::string before = NewUuid();
  EXPECT_GE(before.substr(0, 13), NewUuidAt(begin).substr(0, 13));
  for (int i = 0; i < 10'000; ++i) {
    std::string uuid = NewUuid();
    ASSERT_LT(before, uuid);
    before = uuid;
  }
  EXPECT_EQ(before[14], '7');
}

TEST(Uuid, IsAnotherForEachOfManyThreads) {
  constexpr int kThreads = 8;
  constexpr int kEach = 500;
  const absl::Time now = absl::FromUnixMillis(0x017F22E279B0);
  std::vector<std::vector<std::string>> made(kThreads);
  std::vector<std::thread> threads;
  for (auto& uuids : made) {
    threads.emplace_back([&uuids, now] {
      for (int i = 0; i < kEach; ++i) uuids.push_back(NewUuidAt(now));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> distinct;
  for (const auto& uuids : made) distinct.insert(uuids.begin(), uuids.end());
  EXPECT_EQ(distinct.size(), size_t{kThreads * kEach});
}

TEST(UuidOfName, IsOfVersionEightAndTheHashOfTheName) {
  // Version and variant take the place of six bits of SHA-256 of "abc".
  EXPECT_EQ(UuidOfName("abc"), "ba7816bf-8f01-8fea-8141-40de5dae2223");
}

TEST(UuidOfName, IsTheSameForTheSameNameOnly) {
  EXPECT_EQ(UuidOfName("a name"), UuidOfName("a name"));
  EXPECT_NE(UuidOfName("a name"), UuidOfName("a name "));
  EXPECT_TRUE(ParseUuid(UuidOfName("")));
}

TEST(ParseUuid, AcceptsAnyVersion) {
  EXPECT_THAT(ParseUuid(kUuid), Optional(std::string(kUuid)));
  EXPECT_TRUE(ParseUuid("9f86d081-884c-4d65-9a2f-eaa0c55ad015"));
  EXPECT_TRUE(ParseUuid("ffffffff-ffff-ffff-ffff-ffffffffffff"));
}

TEST(ParseUuid, TurnsUpperCaseIntoLower) {
  EXPECT_THAT(ParseUuid("018F2D5E-7C3A-7B60-9A4E-5D2B8C1F0E93"),
              Optional(std::string(kUuid)));
}

TEST(ParseUuid, RefusesWhatIsNoUuid) {
  const std::string uuid = kUuid;
  for (const std::string& text : {
           std::string(),
           std::string("00000000-0000-0000-0000-000000000000"),
           "{" + uuid + "}",
           "{" + uuid.substr(2) + "}",
           uuid + "0",
           uuid.substr(1),
           " " + uuid,
           uuid.substr(0, 35) + " ",
           uuid.substr(0, 35) + "g",
           uuid.substr(0, 35) + std::string(1, '\0'),
           std::string("018f2d5e7c3a-7b60-9a4e-5d2b-8c1f0e93"),
           std::string("018f2d5e7c3a7b609a4e5d2b8c1f0e93"),
           "urn:uuid:" + uuid,
       }) {
    EXPECT_FALSE(ParseUuid(text)) << text;
  }
}

}  // namespace
}  // namespace rollcall
