#pragma once

#include <atomic>
#include <cstdint>

namespace rollcall::db {

// The latest of PostgreSQL's timelines that somebody has met: a promotion
// begins a new one. Thread-safe.
class LatestTimeline {
 public:
  // 0 before anybody has met one.
  int64_t number() const { return number_; }

  // Somebody has met the timeline `number`. Returns whether none is later.
  bool Meet(int64_t number) {
    int64_t latest = number_;
    while (latest < number && !number_.compare_exchange_weak(latest, number)) {
    }
    return latest <= number;
  }

 private:
  std::atomic<int64_t> number_ = 0;
};

}  // namespace rollcall::db
