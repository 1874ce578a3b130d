#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "common/attendance/record.h"
#include "tests/simulation/oracle.h"

namespace rollcall::simulation {

// When one person was in one session, or in any for the venue: in its room, and
// online within its hours. What lasts has no end.
struct Attendance {
  std::vector<attendance::TimeRange> room;
  std::vector<attendance::TimeRange> online;
};

// By session; the venue is always there.
using Attendances = std::map<std::string, Attendance>;

// By person.
std::map<std::string, Attendances> AttendancesOf(const Remains& remains);

}  // namespace rollcall::simulation
