#include "common/app/periodic_job.h"

#include <utility>

#include "absl/random/random.h"
#include "absl/time/clock.h"

#include "common/base/log.h"
#include "common/status/error.h"
#include "nlohmann/json.hpp"

namespace rollcall::app {
namespace {

// Less than a drain takes at most, so that a step does not hold one up.
constexpr absl::Duration kStepTime = absl::Seconds(10);

void LogFailure(const std::string& job, const absl::Status& status) {
  const ErrorReason reason = ReasonOf(status);
  if (reason != error::v1::ERROR_REASON_UNSPECIFIED) {
    Log(Severity::kWarning, "job failed",
        {{"job", job}, {"reason", error::v1::ErrorReason_Name(reason)}});
    return;
  }
  Log(Severity::kError, "job failed",
      {{"job", job},
       {"reason", error::v1::ErrorReason_Name(error::v1::INTERNAL_FAULT)},
       {"cause", std::string(status.message())}});
}

}  // namespace

PeriodicJob::PeriodicJob(Job job, absl::Duration interval)
    : job_(std::move(job)), interval_(interval), thread_([this] { Run(); }) {}

PeriodicJob::~PeriodicJob() {
  Stop();
  thread_.join();
}

void PeriodicJob::Stop() {
  if (!stop_.HasBeenNotified()) stop_.Notify();
}

void PeriodicJob::Run() {
  do {
    while (Step() && !stop_.HasBeenNotified()) {
    }
  } while (!stop_.WaitForNotificationWithTimeout(Jittered(interval_)));
}

bool PeriodicJob::Step() {
  const absl::StatusOr<bool> more = job_.step(absl::Now() + kStepTime);
  if (more.ok()) return *more;
  LogFailure(job_.name, more.status());
  return false;
}

absl::Duration Jittered(absl::Duration interval) {
  thread_local absl::InsecureBitGen random;
  return interval * absl::Uniform(random, 0.5, 1.5);
}

}  // namespace rollcall::app
