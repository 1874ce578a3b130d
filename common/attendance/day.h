#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "common/attendance/time_ranges.h"

// Days as people in a time zone have them: from the first instant of a date to
// the first of the next, 23 to 25 hours where clocks change.
namespace rollcall::attendance {

// The time zone called `name`; UTC on a machine that does not know it.
absl::TimeZone ZoneOf(const std::string& name);

// The whole seconds of `ranges`, which all end, by day. They sum to the whole
// seconds of the union: what is lost of one day by rounding goes to the next.
// None of a day of which there is no second.
std::map<absl::CivilDay, int64_t> SecondsByDay(const TimeRanges& ranges,
                                               absl::TimeZone zone);

// The days that `ranges`, which all end, touch.
std::set<absl::CivilDay> DaysOf(const TimeRanges& ranges, absl::TimeZone zone);

}  // namespace rollcall::attendance
