#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "common/door/door.h"
#include "common/door/passage.h"
#include "rollcall/checkin/v1/conflict.pb.h"

namespace rollcall::door {

// An admission that another, earlier one of the same person stands against.
struct Duplicate {
  Passage passage;
  // The admission that counts.
  Passage canonical;
};

// Finds the duplicates among the passages of one person at one door, in any
// order: entries of somebody inside, and where nobody may come back every entry
// but the first. Those that a supervisor forced are none, nor are those that
// the service decided itself both. Every order gives the same.
std::vector<Duplicate> FindDuplicates(Reentry reentry,
                                      const std::vector<Passage>& passages);

// A stay of anybody in the room.
struct Occupant {
  absl::Time start;
  std::optional<absl::Time> end;
  // The scan that began it.
  std::string device;
  std::string scan_id;
  bool offline = false;
};

// Finds those of `occupants`, in any order, whom a device let in alone when as
// many were inside as `place_count`. Every order gives the same.
std::vector<Occupant> FindOverCapacity(int place_count,
                                       std::vector<Occupant> occupants);

}  // namespace rollcall::door
