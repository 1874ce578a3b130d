#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace rollcall::auth {

// How much of something there may be: `burst` at once, and `per_second` in the
// long run. Both more than 0.
struct Rate {
  double per_second = 1;
  double burst = 1;
};

// A token bucket. Full at first.
class TokenBucket {
 public:
  explicit TokenBucket(const Rate& rate) : rate_(rate), level_(rate.burst) {}

  // Takes one and returns nothing; or, when there is none, takes nothing and
  // returns after how long there will be.
  std::optional<absl::Duration> Take(absl::Time now);

  // As Take, but takes nothing.
  std::optional<absl::Duration> Wait(absl::Time now);

  // Whether it is as at first.
  bool IsFull(absl::Time now);

 private:
  void Fill(absl::Time now);

  Rate rate_;
  double level_;
  absl::Time filled_ = absl::InfinitePast();
};

// A bucket for each of many keys. Forgets those that are full, and never knows
// more than kMaxKeys: from then on others share one bucket. Thread-safe.
class RateLimiter {
 public:
  static constexpr size_t kMaxKeys = 10000;

  explicit RateLimiter(const Rate& rate) : rate_(rate), others_(rate) {}

  // As TokenBucket::Take and Wait, of the bucket of `key`.
  std::optional<absl::Duration> Take(const std::string& key, absl::Time now);
  std::optional<absl::Duration> Wait(const std::string& key, absl::Time now);

 private:
  TokenBucket& BucketOf(const std::string& key, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Rate rate_;
  absl::Mutex mutex_;
  std::unordered_map<std::string, TokenBucket> buckets_ ABSL_GUARDED_BY(mutex_);
  TokenBucket others_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::auth
