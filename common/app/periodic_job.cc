#include "common/app/periodic_job.h"

#include <algorithm>
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
    : job_(std::move(job)),
      interval_(std::max(interval, job_.least_interval)),
      thread_([this] { Run(); }) {}

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
  if (more.ok()) {
    done_.Add();
    last_done_ = absl::GetCurrentTimeNanos();
    return *more;
  }
  failed_.Add();
  LogFailure(job_.name, more.status());
  return false;
}

void PeriodicJob::AddMetrics(metrics::Page& page) const {
  const auto add = [&](const char* result, const Counter& counter) {
    page.AddCounter("rollcall_job_steps_total", "Steps of jobs.",
                    {{"name", job_.name}, {"result", result}}, counter);
  };
  add("done", done_);
  add("failed", failed_);
  page.AddGauge("rollcall_job_last_done_timestamp_seconds",
                "When a step of a job was done last, since 1970; 0 before.",
                {{"name", job_.name}}, static_cast<double>(last_done_) / 1e9);
  if (job_.add_metrics) job_.add_metrics(page);
}

absl::Duration Jittered(absl::Duration interval) {
  thread_local absl::InsecureBitGen random;
  return interval * absl::Uniform(random, 0.5, 1.5);
}

}  // namespace rollcall::app
