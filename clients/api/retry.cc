#include "clients/api/retry.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace rollcall::client {
namespace {

constexpr int kMaxFailures = 5;
constexpr absl::Duration kFirstWait = absl::Milliseconds(100);
constexpr absl::Duration kLongestWait = absl::Seconds(2);

}  // namespace

bool Retry::Again(const absl::Status& status) {
  if (!absl::IsUnavailable(status) || ++failures_ == kMaxFailures) return false;
  absl::SleepFor(std::min(kLongestWait, kFirstWait * (1 << (failures_ - 1))));
  return true;
}

}  // namespace rollcall::client
