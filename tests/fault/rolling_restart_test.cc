#include "gtest/gtest.h"

#include "tests/fault/rolling.h"
#include "tests/fault/run.h"

// Instances are restarted one after the other, and no call fails.
namespace rollcall::testing {
namespace {

TEST(RollingRestartTest, FailsNoCall) {
  Rolling rolling;
  for (int i = 0; i < Cycles(1); ++i) {
    rolling.RestartAll(Rolling::Pace::kCareful);
  }
  rolling.Judge("rolling_restart");
}

// While nginx leaves out an instance that is there again, the other one stops.
TEST(RollingRestartTest, FailsNoCallInHaste) {
  Rolling rolling;
  for (int i = 0; i < Cycles(2); ++i) {
    rolling.RestartAll(Rolling::Pace::kHasty);
  }
  rolling.Judge("rolling_restart_in_haste");
}

}  // namespace
}  // namespace rollcall::testing
