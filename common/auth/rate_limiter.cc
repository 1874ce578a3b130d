#include "common/auth/rate_limiter.h"

#include <algorithm>
#include <iterator>

namespace rollcall::auth {

void TokenBucket::Fill(absl::Time now) {
  if (now <= filled_) return;
  if (filled_ != absl::InfinitePast()) {
    level_ = std::min(
        rate_.burst,
        level_ + rate_.per_second * absl::ToDoubleSeconds(now - filled_));
  }
  filled_ = now;
}

std::optional<absl::Duration> TokenBucket::Wait(absl::Time now) {
  Fill(now);
  if (level_ >= 1) return std::nullopt;
  return absl::Seconds((1 - level_) / rate_.per_second);
}

std::optional<absl::Duration> TokenBucket::Take(absl::Time now) {
  const auto wait = Wait(now);
  if (!wait) level_ -= 1;
  return wait;
}

bool TokenBucket::IsFull(absl::Time now) {
  Fill(now);
  return level_ >= rate_.burst;
}

TokenBucket& RateLimiter::BucketOf(const std::string& key, absl::Time now) {
  const auto known = buckets_.find(key);
  if (known != buckets_.end()) return known->second;
  if (buckets_.size() >= kMaxKeys) {
    for (auto it = buckets_.begin(); it != buckets_.end();) {
      it = it->second.IsFull(now) ? buckets_.erase(it) : std::next(it);
    }
  }
  if (buckets_.size() >= kMaxKeys) return others_;
  return buckets_.emplace(key, TokenBucket(rate_)).first->second;
}

std::optional<absl::Duration> RateLimiter::Take(const std::string& key,
                                                absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  return BucketOf(key, now).Take(now);
}

std::optional<absl::Duration> RateLimiter::Wait(const std::string& key,
                                                absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  return BucketOf(key, now).Wait(now);
}

}  // namespace rollcall::auth
