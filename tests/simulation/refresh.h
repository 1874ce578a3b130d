#pragma once

#include <set>
#include <string>

#include "absl/time/time.h"

#include "common/attendance/record.h"
#include "common/attendance/rollup.h"
#include "tests/simulation/database.h"

namespace rollcall::simulation {

// What the people of an event are counted by.
struct Measuring {
  attendance::Measures measures;
  absl::TimeZone zone;
};

// Counts people anew as attendance::Refresh does: derives their records from
// the presence in the tables and moves the rollups by the difference, and by
// `open`.
void Refresh(Transaction& tx, const Measuring& measuring,
             const std::set<std::string>& registrations,
             const attendance::OpenConnections& open);

}  // namespace rollcall::simulation
