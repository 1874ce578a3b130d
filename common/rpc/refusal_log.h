#pragma once

#include <cstdint>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/auth/rate_limiter.h"

namespace rollcall::rpc {

// Which of the calls that came to nothing for want of time, RESOURCE_EXHAUSTED,
// DEADLINE_EXCEEDED and CANCELLED, have a line in the log: when there are many,
// to write them all would take time from those that can be answered.
// Thread-safe.
class RefusalLog {
 public:
  // In the long run so many lines a second, and so many at once.
  static constexpr auth::Rate kRate = {10, 100};

  // Notes a call that came to nothing at `now`. Returns nothing when it has no
  // line, else how many had none since the last line.
  std::optional<int64_t> Add(absl::Time now);

 private:
  absl::Mutex mutex_;
  auth::TokenBucket lines_ ABSL_GUARDED_BY(mutex_) = auth::TokenBucket(kRate);
  int64_t left_out_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace rollcall::rpc
