#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/attendance/rollup.h"
#include "common/db/transact.h"

namespace rollcall::attendance {

// Adds `changes` to the rollups of `event`. At most once a transaction, and
// last in it: their rows are locked in key order, and others wait for them.
absl::Status MoveRollups(db::Transaction& tx, const std::string& event,
                         RollupSums changes);

// The version of the rollups of `event`, which grows with each move; see
// v1::GetSummaryResponse.data_version.
absl::StatusOr<int64_t> DataVersionOf(db::Transaction& tx,
                                      const std::string& event);

// The rollups of `event`, without what is nothing.
absl::StatusOr<RollupSums> ListRollups(db::Transaction& tx,
                                       const std::string& event);

}  // namespace rollcall::attendance
