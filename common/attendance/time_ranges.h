#pragma once

#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace rollcall::attendance {

// From the first instant to the second, without it. An end of
// absl::InfiniteFuture() is not known yet.
using TimeRange = std::pair<absl::Time, absl::Time>;

// In their order, none of them empty, with time between each and the next.
using TimeRanges = std::vector<TimeRange>;

// The union of ranges in any order; those that end before they begin are
// nothing.
TimeRanges Unite(std::vector<TimeRange> ranges);

// How long they are, which all end, together.
absl::Duration LengthOf(const TimeRanges& ranges);

}  // namespace rollcall::attendance
