#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/checkin/v1/decision.pb.h"

namespace rollcall::door {

using Direction = checkin::v1::Decision::Direction;

// A scan of one person at the door of one session that was not refused.
struct Passage {
  std::string scan_id;
  Direction direction = checkin::v1::Decision::DIRECTION_UNSPECIFIED;
  absl::Time scan_time;
  std::string device;
  std::string gate;
  // A device decided it alone.
  bool offline = false;
  // A supervisor overrode a refusal.
  bool forced = false;
};

// The order in which passages count, whatever order they arrive in: by
// (scan_time, scan_id). The time of receipt is no part of it: it depends on who
// uploads first.
bool IsBefore(const Passage& a, const Passage& b);

// A time that a person was inside, half-open.
struct Stay {
  // The passage that began it.
  Passage entry;
  // Nothing while the person is inside.
  std::optional<absl::Time> end;
};

// Folds the passages of one person at one door, in any order, into stays: an
// entry of somebody inside and an exit of somebody outside change nothing.
std::vector<Stay> FoldPassages(std::vector<Passage> passages);

// The passage since when the person is inside at the end of `stays`, if so.
std::optional<Passage> InsideSince(const std::vector<Stay>& stays);

// The passage since when the person is inside at `time`, if so.
std::optional<Passage> InsideAt(const std::vector<Passage>& passages,
                                absl::Time time);

}  // namespace rollcall::door
