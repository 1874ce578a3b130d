#include "common/rpc/refusal_log.h"

#include "gtest/gtest.h"

namespace rollcall::rpc {
namespace {

TEST(RefusalLogTest, TellsOfSomeAndHowManyItLeavesOut) {
  RefusalLog log;
  const absl::Time now = absl::UnixEpoch() + absl::Hours(1);
  for (int i = 0; i < RefusalLog::kRate.burst; ++i) {
    EXPECT_EQ(log.Add(now), 0) << i;
  }
  for (int i = 0; i < 7; ++i) EXPECT_EQ(log.Add(now), std::nullopt) << i;
  const absl::Time later =
      now + absl::Seconds(1 / RefusalLog::kRate.per_second);
  EXPECT_EQ(log.Add(later), 7);
  EXPECT_EQ(log.Add(later), std::nullopt);
  EXPECT_EQ(log.Add(later + absl::Hours(1)), 1);
  EXPECT_EQ(log.Add(later + absl::Hours(1)), 0);
}

}  // namespace
}  // namespace rollcall::rpc
