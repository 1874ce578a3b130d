#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/db/transact.h"

namespace rollcall::attendance {

// Takes the locks of `registrations` of `event` that guard their facts and
// counts, until the transaction ends. Read what they guard only afterwards, in
// another statement: one that waits for a lock goes on with what it saw before.
// Returns the registrations that exist, in the order of their ids.
absl::StatusOr<std::vector<std::string>> LockRegistrations(
    db::Transaction& tx, const std::string& event,
    const std::vector<std::string>& registrations);

// Recounts `registrations` of `event`, which the transaction has locked or
// created, after any change of their presence, state, mode, country or sector,
// and moves the rollups by the difference. At most once a transaction, as its
// last statement: rollup rows are locked in key order.
absl::Status Refresh(db::Transaction& tx, const std::string& event,
                     const std::vector<std::string>& registrations);

}  // namespace rollcall::attendance
