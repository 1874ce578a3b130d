#include "clients/api/retry.h"

#include <algorithm>

#include "absl/time/clock.h"

namespace rollcall::client {
namespace {

constexpr int kMaxFailures = 5;
constexpr absl::Duration kLongestWait = absl::Seconds(2);

}  // namespace

bool MayPass(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kUnimplemented:
      return false;
    default:
      return true;
  }
}

bool Retry::Again(const absl::Status& status) {
  if (!absl::IsUnavailable(status) || ++failures_ == kMaxFailures) return false;
  absl::SleepFor(wait_);
  wait_ = std::min(kLongestWait, wait_ * 3);
  return true;
}

}  // namespace rollcall::client
