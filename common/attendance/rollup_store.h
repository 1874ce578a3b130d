#pragma once

#include <string>

#include "absl/status/status.h"

#include "common/attendance/rollup.h"
#include "common/db/transact.h"

namespace rollcall::attendance {

// Adds `changes` to the rollups of `event`. At most once a transaction, and
// last in it: their rows are locked in key order, and others wait for them.
absl::Status MoveRollups(db::Transaction& tx, const std::string& event,
                         RollupChanges changes);

}  // namespace rollcall::attendance
