#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

#include "common/base/tally.h"
#include "common/metrics/page.h"

namespace rollcall::app {

// Work that a service does without being called. Any number of instances of the
// service do it at the same time.
struct Job {
  // Names it in logs.
  std::string name;
  // Does one step, which ends by `deadline`, and returns whether there is more
  // to do at once. What a step leaves undone is left to the next one.
  std::function<absl::StatusOr<bool>(absl::Time deadline)> step;
  // Steps are about as far apart as this, where the interval is shorter.
  absl::Duration least_interval = absl::ZeroDuration();
  // Adds what it finds out. Unset when that is nothing.
  std::function<void(metrics::Page&)> add_metrics = nullptr;
};

// Does a job on a thread of its own: the first step now, the next ones about
// every interval, or right after the last one while there is more to do. A step
// that fails is logged, with its reason, and tried again after the interval.
class PeriodicJob {
 public:
  // `interval` is more than nothing.
  PeriodicJob(Job job, absl::Duration interval);
  // Stops, and waits for the step under way.
  ~PeriodicJob();

  // Begins no further step. Does not wait.
  void Stop();

  // Adds how its steps ended, and what it finds out.
  void AddMetrics(metrics::Page& page) const;

 private:
  void Run();
  // Whether there is more to do at once.
  bool Step();

  const Job job_;
  const absl::Duration interval_;
  Counter done_;
  Counter failed_;
  // When a step was done last, in nanoseconds since 1970; 0 before the first.
  std::atomic<int64_t> last_done_ = 0;
  absl::Notification stop_;
  std::thread thread_;
};

// Returns a random time from half of `interval` to one and a half, so that
// instances that were started together do not stay in step.
absl::Duration Jittered(absl::Duration interval);

}  // namespace rollcall::app
