#pragma once

#include <cstdint>
#include <deque>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

#include "bench/population.h"
#include "rollcall/checkin/v1/checkin_service.pb.h"

namespace rollcall::bench {

// People who come to the front door. Whoever was let through comes again, to
// leave and to enter by turns, after all others, and whoever was turned away
// with the same scan. Thread-safe.
class Crowd {
 public:
  // Of all people of `population`, which outlives the crowd.
  explicit Crowd(const Population& population);

  // The next one's scan, as of now. Throws when there is nobody left.
  checkin::v1::CheckInRequest Take();
  // Puts the scan's person back, who was let through or was not.
  void Return(checkin::v1::CheckInRequest scan, bool was_admitted);

 private:
  const Population& population_;
  absl::Mutex mutex_;
  // The number of the first who has not been here yet.
  int64_t next_ ABSL_GUARDED_BY(mutex_) = 1;
  std::deque<checkin::v1::CheckInRequest> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::bench
