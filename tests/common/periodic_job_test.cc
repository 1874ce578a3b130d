#include "common/app/periodic_job.h"

#include <atomic>
#include <set>
#include <string>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/status/error.h"
#include "nlohmann/json.hpp"
#include "tests/harness/metrics.h"

namespace rollcall::app {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

// An interval that no test waits for, and one that passes at once.
constexpr absl::Duration kLong = absl::Hours(1);
constexpr absl::Duration kShort = absl::Milliseconds(1);

// The first line that is logged while a job runs whose first step returns
// `failure`, and whose second ends the test.
json LineOfFailure(const absl::Status& failure) {
  ::testing::internal::CaptureStderr();
  {
    absl::Notification tried_again;
    int steps = 0;
    const PeriodicJob job({"sweep",
                           [&](absl::Time) -> absl::StatusOr<bool> {
                             if (++steps == 1) return failure;
                             if (steps == 2) tried_again.Notify();
                             return false;
                           }},
                          kShort);
    tried_again.WaitForNotification();
  }
  const std::string log = ::testing::internal::GetCapturedStderr();
  return json::parse(log.substr(0, log.find('\n')));
}

TEST(PeriodicJob, RunsAtOnceAndAfterEachInterval) {
  absl::Notification third;
  int steps = 0;
  const PeriodicJob job({"sweep",
                         [&](absl::Time) {
                           if (++steps == 3) third.Notify();
                           return false;
                         }},
                        kShort);
  third.WaitForNotification();
}

TEST(PeriodicJob, GoesOnAtOnceWhileThereIsMore) {
  absl::Notification third;
  std::atomic<int> steps = 0;
  {
    const PeriodicJob job({"sweep",
                           [&](absl::Time) {
                             if (++steps == 3) third.Notify();
                             return steps < 3;
                           }},
                          kLong);
    third.WaitForNotification();
  }
  EXPECT_EQ(steps, 3);
}

TEST(PeriodicJob, GivesEachStepADeadline) {
  absl::Notification done;
  absl::Time deadline;
  const absl::Time before = absl::Now();
  const PeriodicJob job({"sweep",
                         [&](absl::Time given) {
                           deadline = given;
                           done.Notify();
                           return false;
                         }},
                        kLong);
  done.WaitForNotification();
  EXPECT_GT(deadline, before);
  EXPECT_LT(deadline, absl::Now() + absl::Minutes(1));
}

TEST(PeriodicJob, StopsWhileItWaits) {
  absl::Notification done;
  const PeriodicJob job({"sweep",
                         [&](absl::Time) {
                           done.Notify();
                           return false;
                         }},
                        kLong);
  done.WaitForNotification();
}

TEST(PeriodicJob, StopsAlthoughThereIsMore) {
  absl::Notification begun;
  std::atomic<int> steps = 0;
  const PeriodicJob job({"sweep",
                         [&](absl::Time) {
                           if (++steps == 1) begun.Notify();
                           return true;
                         }},
                        kLong);
  begun.WaitForNotification();
}

TEST(PeriodicJob, FinishesTheStepUnderWay) {
  absl::Notification begun;
  absl::Notification released;
  bool finished = false;
  {
    PeriodicJob job({"sweep",
                     [&](absl::Time) {
                       begun.Notify();
                       released.WaitForNotification();
                       finished = true;
                       return true;
                     }},
                    kLong);
    begun.WaitForNotification();
    job.Stop();
    EXPECT_FALSE(finished);
    released.Notify();
  }
  EXPECT_TRUE(finished);
}

TEST(PeriodicJob, TellsHowItsStepsEnded) {
  absl::Notification third;
  int steps = 0;
  Job sweep{"sweep", [&](absl::Time) -> absl::StatusOr<bool> {
              if (++steps == 2) return absl::InternalError("a fault");
              if (steps == 4) third.Notify();
              return steps == 1;
            }};
  sweep.add_metrics = [](metrics::Page& page) {
    page.AddGauge("swept", "What was swept.", {}, 7);
  };
  const PeriodicJob job(std::move(sweep), kShort);
  // The fourth step begins after the third is counted.
  third.WaitForNotification();
  const testing::Samples told =
      testing::SamplesOf([&](metrics::Page& page) { job.AddMetrics(page); });
  const auto count = [&](const std::string& result) {
    return told.at("rollcall_job_steps_total{name=\"sweep\",result=\"" +
                   result + "\"}");
  };
  EXPECT_GE(count("done"), 2);
  EXPECT_EQ(count("failed"), 1);
  EXPECT_NEAR(
      told.at("rollcall_job_last_done_timestamp_seconds{name=\"sweep\"}"),
      absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch()), 60);
  EXPECT_EQ(told.at("swept"), 7);
}

TEST(PeriodicJob, WaitsForAsLongAsTheJobWants) {
  absl::Notification first;
  int steps = 0;
  {
    const PeriodicJob job({"sweep",
                           [&](absl::Time) {
                             if (++steps == 1) first.Notify();
                             return false;
                           },
                           kLong},
                          kShort);
    first.WaitForNotification();
    absl::Notification other;
    int others = 0;
    const PeriodicJob busy({"other",
                            [&](absl::Time) {
                              if (++others == 10) other.Notify();
                              return false;
                            }},
                           kShort);
    other.WaitForNotification();
  }
  EXPECT_EQ(steps, 1);
}

TEST(PeriodicJob, LogsTheReasonOfAFailureAndTriesAgain) {
  const json line = LineOfFailure(Error(error::v1::DATABASE_UNAVAILABLE,
                                        "text-hunter2", {{"x", "hunter2"}}));
  EXPECT_EQ(line["severity"], "warning");
  EXPECT_EQ(line["job"], "sweep");
  EXPECT_EQ(line["reason"], "DATABASE_UNAVAILABLE");
  EXPECT_THAT(line.dump(), Not(HasSubstr("hunter2")));
}

TEST(PeriodicJob, LogsTheCauseOfAFault) {
  const json line = LineOfFailure(absl::InternalError("sweep_rows: 42P01"));
  EXPECT_EQ(line["severity"], "error");
  EXPECT_EQ(line["job"], "sweep");
  EXPECT_EQ(line["reason"], "INTERNAL_FAULT");
  EXPECT_EQ(line["cause"], "sweep_rows: 42P01");
}

TEST(Jittered, StaysAroundTheInterval) {
  std::set<absl::Duration> seen;
  for (int i = 0; i < 100; ++i) {
    const absl::Duration wait = Jittered(absl::Seconds(10));
    EXPECT_GE(wait, absl::Seconds(5));
    EXPECT_LE(wait, absl::Seconds(15));
    seen.insert(wait);
  }
  EXPECT_GT(seen.size(), 50u);
}

}  // namespace
}  // namespace rollcall::app
