#pragma once

#include <string>

namespace rollcall::testing {

// Expects of the database at `url` that stays, occupancy and rollups of the
// rooms of its one event are what follows from its ledger, scan by scan.
void ExpectRecount(const std::string& url);

}  // namespace rollcall::testing
