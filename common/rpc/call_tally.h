#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/tally.h"
#include "common/metrics/page.h"
#include "common/status/error.h"

namespace rollcall::rpc {

// What became of the calls of one method. Thread-safe.
class MethodTally {
 public:
  // The time of a call that is no stream is its service's: it is counted.
  explicit MethodTally(bool is_unary) : is_unary_(is_unary) {}

  // Has another call begin.
  void Begin() { open_.fetch_add(1, std::memory_order_relaxed); }
  // Has a call answer, after `time`. Its reason, if it has one, tells its code.
  void Answer(absl::StatusCode code, ErrorReason reason, absl::Duration time);
  // Has a call that began be over, whether or not it was answered.
  void End() { open_.fetch_sub(1, std::memory_order_relaxed); }

  // Adds what there is to tell.
  void AddTo(const std::string& method, metrics::Page& page) const;

 private:
  static constexpr size_t kCodes =
      static_cast<size_t>(absl::StatusCode::kUnauthenticated) + 1;

  const bool is_unary_;
  std::array<Counter, kCodes> by_code_;
  // Of errors with a reason, which are not counted by code.
  std::array<Counter, error::v1::ErrorReason_ARRAYSIZE> by_reason_;
  DurationHistogram time_;
  std::atomic<int64_t> open_ = 0;
};

// What became of the calls of a server, by method. What is of none of its
// services, as health, is `other`.
class CallTally {
 public:
  // `services` have full names, as `rollcall.checkin.v1.CheckInService`.
  explicit CallTally(const std::vector<std::string>& services);

  // That of the method with this path, /{service}/{method}; lives as long as
  // this.
  MethodTally& Of(absl::string_view path);
  // Whether it is one of the services' own.
  bool Has(absl::string_view path) const;

  void AddTo(metrics::Page& page) const;

 private:
  struct Method {
    Method(std::string method_name, bool is_unary)
        : name(std::move(method_name)), tally(is_unary) {}

    // As `CheckInService.CheckIn`.
    const std::string name;
    MethodTally tally;
  };

  // By path.
  std::map<std::string, Method, std::less<>> methods_;
  MethodTally other_{false};
};

}  // namespace rollcall::rpc
