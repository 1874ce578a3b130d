#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

#include "bench/population.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"

namespace rollcall::bench {

// First entries at the front door, each of another person, from the number
// `first` on.
class DoorLoad {
 public:
  DoorLoad(const Population& population, std::string address, int64_t first);

  // Each returns entries per second.

  // CheckIn with `outstanding` calls at once.
  double RunUnary(int outstanding, absl::Duration duration);
  // StreamCheckIns with `streams` of them, each as full as it may be.
  double RunStreams(int streams, absl::Duration duration);
  // UploadScans with `streams` of them, 1,000 scans a message.
  double RunUploads(int streams, absl::Duration duration);

  // The latencies of CheckIn calls that come at `rate` whatever becomes of the
  // others, from when each was to come; in ascending order.
  std::vector<absl::Duration> RunOpenLoop(double rate, absl::Duration duration);
  // As above, until `ended`, however long that takes.
  void RunOpenLoop(double rate, const absl::Notification& ended);
  // As the first, of one call after the other.
  std::vector<absl::Duration> RunAlone(int calls);

  // CheckIn with `outstanding` calls at once until the service fails one.
  // Returns whose entries were acknowledged. Calls `begun` after `head_start`.
  std::vector<int64_t> RunUntilFailure(int outstanding,
                                       absl::Duration head_start,
                                       const std::function<void()>& begun);

  // The number of the next person.
  int64_t next() const { return next_; }

 private:
  checkin::v1::CheckInRequest NextScan();

  const Population& population_;
  const std::string address_;
  std::atomic<int64_t> next_;
};

}  // namespace rollcall::bench
