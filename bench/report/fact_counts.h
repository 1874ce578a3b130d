#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace rollcall::bench {

// What a count from the facts found, and the median time that it took.
struct FactCount {
  int64_t count = 0;
  absl::Duration time;
};

// Counts the unique people of `event`, as Population has it, by country, sector
// and mode in the three buckets, from the intervals of presence. The count is
// that of those who attended.
FactCount CountPeople(const std::string& event);

// Counts who is there at the end of each minute, in the room, online or either.
// The count is the peak of the last.
FactCount CountConcurrency(const std::string& event);

}  // namespace rollcall::bench
