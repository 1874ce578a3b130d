#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/simulation/run.h"

namespace rollcall::simulation {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

constexpr uint64_t kSeeds = 10'000;
constexpr int kShards = 8;
// The seed that is run alone, and how many are run otherwise.
constexpr char kSeedVariable[] = "ROLLCALL_SIMULATION_SEED";
constexpr char kSeedsVariable[] = "ROLLCALL_SIMULATION_SEEDS";

// The number in an environment variable, if it is set.
std::optional<uint64_t> NumberIn(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  uint64_t number = 0;
  EXPECT_TRUE(absl::SimpleAtoi(text, &number)) << variable;
  return number;
}

// What a run with `seed` does wrong, with what happened and how to have it
// happen again; empty when nothing is wrong.
std::string FailureOf(uint64_t seed) {
  if (Simulate(seed, false).violations.empty()) return "";
  // Most runs are of no interest: only this one is told.
  const Outcome told = Simulate(seed, true);
  return absl::StrCat("Seed ", seed, " does not keep its word:\n  ",
                      absl::StrJoin(told.violations, "\n  "),
                      "\nWhat happened:\n  ", absl::StrJoin(told.story, "\n  "),
                      "\nAgain: ", kSeedVariable, "=", seed,
                      " build/dev/bin/simulation_tests\n");
}

class SimulationTest : public ::testing::TestWithParam<int> {};

// With the variable set, its seed alone.
TEST_P(SimulationTest, KeepsItsWord) {
  if (const auto alone = NumberIn(kSeedVariable)) {
    const std::string failure = FailureOf(*alone);
    if (GetParam() == 0 && !failure.empty()) FAIL() << failure;
    return;
  }
  const uint64_t seeds = NumberIn(kSeedsVariable).value_or(kSeeds);
  for (uint64_t seed = GetParam(); seed < seeds; seed += kShards) {
    // One is enough to read.
    const std::string failure = FailureOf(seed);
    if (!failure.empty()) FAIL() << failure;
  }
}

// A failure could not be looked into otherwise.
TEST(SimulationSeedTest, TellsTheSameStoryEachTime) {
  for (const uint64_t seed : {1, 2, 3}) {
    const Outcome first = Simulate(seed, true);
    EXPECT_THAT(first.story, Not(IsEmpty()));
    EXPECT_EQ(Simulate(seed, true).story, first.story);
  }
}

// Else runs would keep their word because nothing goes wrong in them.
TEST(SimulationSeedTest, HasEverythingHappenThatMayGoWrong) {
  std::map<std::string, int> counts;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    for (const auto& [what, count] : Simulate(seed, false).counts) {
      counts[what] += count;
    }
  }
  for (const char* what : {"END_SOURCE_HEARTBEAT_TIMEOUT",
                           "END_SOURCE_INSTANCE_ENDED",
                           "END_SOURCE_LEAVE",
                           "END_SOURCE_SESSION_END",
                           "END_SOURCE_SNAPSHOT",
                           "answer did not come",
                           "call turned away",
                           "commit in doubt",
                           "commit in doubt, and lost",
                           "KIND_CLOCK_SKEW",
                           "KIND_DUPLICATE_OFFLINE",
                           "KIND_OVER_CAPACITY",
                           "KIND_REVOKED_AT_TIME",
                           "KIND_UNKNOWN_CODE",
                           "conflict settled",
                           "database choked",
                           "decided alone",
                           "decided elsewhere meanwhile",
                           "door admitted what the service refused",
                           "door refused what the service admitted",
                           "lost answer found",
                           "lost scan forgotten",
                           "repeated presence event",
                           "report without an answer",
                           "scan annulled",
                           "scan lost in a crash",
                           "scan replayed",
                           "scan that the service does not take",
                           "silence put off",
                           "transaction in between",
                           "transaction repeated",
                           "upload of a known scan"}) {
    EXPECT_GT(counts[what], 0) << what;
  }
}

INSTANTIATE_TEST_SUITE_P(Shards, SimulationTest, ::testing::Range(0, kShards));

}  // namespace
}  // namespace rollcall::simulation
