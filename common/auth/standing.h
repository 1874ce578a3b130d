#pragma once

#include <atomic>

#include "absl/time/time.h"

namespace rollcall::auth {

// Whether a token that has admitted a call still would. Thread-safe.
class Standing {
 public:
  // Stands until `expire_time` at most.
  explicit Standing(absl::Time expire_time) : expire_time_(expire_time) {}

  // The token was revoked or replaced.
  void End() { ended_ = true; }

  bool Stands(absl::Time now) const { return !ended_ && now < expire_time_; }

 private:
  const absl::Time expire_time_;
  std::atomic<bool> ended_ = false;
};

}  // namespace rollcall::auth
