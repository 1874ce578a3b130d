#include "common/rpc/refusal_log.h"

#include <utility>

namespace rollcall::rpc {

std::optional<int64_t> RefusalLog::Add(absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  if (lines_.Take(now)) {
    ++left_out_;
    return std::nullopt;
  }
  return std::exchange(left_out_, 0);
}

}  // namespace rollcall::rpc
