#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

#include "bench/load/crowd.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"

namespace rollcall::bench {

// What became of CheckIn calls. Latencies are in ascending order.
struct ArrivalResults {
  // Calls begun, and calls let through before the end, per second.
  double offered = 0;
  double goodput = 0;
  // How much later than they were due calls were begun.
  std::vector<absl::Duration> delays;
  // Of those let through: since each was due.
  std::vector<absl::Duration> admitted;
  // Of those turned away, RESOURCE_EXHAUSTED: since each was begun.
  std::vector<absl::Duration> refused;
  // How many of the refused had no RetryInfo.
  int64_t refused_without_retry_info = 0;
  // Calls whose deadline passed.
  int64_t late = 0;
};

// Calls CheckIn for a crowd, as many kiosks do: on many connections, since what
// is open on one is bounded, and would wait in the client. Throws in the end
// when an answer was none of those in ArrivalResults.
class Arrivals {
 public:
  // `crowd` outlives it.
  Arrivals(const std::string& address, Crowd& crowd);

  // Closed loop: `outstanding` calls at once, each followed by another.
  ArrivalResults RunClosedLoop(int outstanding, absl::Duration duration);

  // Open loop: calls come at `rate`, whatever becomes of the others, each with
  // `deadline`, and nothing is tried again at once.
  ArrivalResults RunOpenLoop(double rate, absl::Duration duration,
                             absl::Duration deadline);

 private:
  Crowd& crowd_;
  std::vector<std::unique_ptr<checkin::v1::CheckInService::Stub>> stubs_;
};

}  // namespace rollcall::bench
