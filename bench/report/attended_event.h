#pragma once

#include <cstdint>
#include <string>

#include "bench/population.h"

namespace rollcall::bench {

// An event of the bench's own whose registrations have ten presence intervals
// each, made by SQL and counted by attendance::Refresh: in three sessions that
// have ended, in the room, online, both, or online for too short a time to
// attend; from 100 countries, few of which most people are from, of six
// sectors, a few in delegations. The same for every event of that size, and
// with the same cells for every event of 10,000 or more. The door of the
// session `venue` is open.
//
// Those of mode IN_PERSON, whom the door admits, come first. The last
// kPressPeople of them are of the sector kPressSector, nobody else is, and have
// only been online.
class AttendedEvent {
 public:
  static constexpr int64_t kIntervalsOfPerson = 10;
  static constexpr int64_t kPressPeople = 100;
  static constexpr const char* kPressSector = "press";

  // Tells of its progress on standard error.
  explicit AttendedEvent(int64_t registrations);

  // Everybody, by number.
  const Population& people() const { return people_; }
  // The number of the first of the press.
  int64_t first_of_press() const;
  // How many cells the headline numbers are the sum of.
  int64_t CountCells() const;

 private:
  void Add(int64_t first, int64_t last) const;

  const Population people_;
};

}  // namespace rollcall::bench
