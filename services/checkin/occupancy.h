#pragma once

#include <cstdint>
#include <optional>

#include "absl/time/time.h"

#include "rollcall/checkin/v1/checkin_service.pb.h"

namespace rollcall::checkin {

using Level = v1::WatchOccupancyResponse::Level;

// How full a session is; see v1::WatchOccupancyResponse.
struct Occupancy {
  int64_t sequence = 0;
  int64_t inside_count = 0;
  // Nothing means without limit.
  std::optional<int> place_count;
  absl::Time as_of;
};

// FULL when no place is left, WARN when at least `warn_percent` of them are
// taken, else FREE.
Level LevelOf(const Occupancy& occupancy, int warn_percent);

// What one watcher is told: the first state, unless it has seen that before,
// and each that differs from the one before. Whoever is slow misses those
// between.
class OccupancyFeed {
 public:
  // The watcher has seen the state of `after_sequence`; 0 means none.
  explicit OccupancyFeed(int64_t after_sequence)
      : after_sequence_(after_sequence) {}

  // Whether the watcher is to be told of `now`, which it knows from then on.
  //
  // Another sequence is news, also a lower one, as after a restore of the
  // database; so is another limit under the same sequence. What the limit was
  // at `after_sequence` is not known: the one that is found then is no news.
  bool Take(const Occupancy& now);

 private:
  const int64_t after_sequence_;
  std::optional<Occupancy> known_;
};

}  // namespace rollcall::checkin
