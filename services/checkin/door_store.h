#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"

#include "common/db/transact.h"
#include "services/checkin/doors.h"

namespace rollcall::checkin {

// Loads the doors of `sessions` of `event`, of all its sessions when there are
// none. Fails with EVENT_NOT_FOUND.
absl::StatusOr<Doors> LoadDoors(db::Transaction& tx, const std::string& event,
                                const std::set<std::string>& sessions);

// Makes the transaction the only one that decides at the doors of `sessions`,
// which limit their places, until it ends. Returns how many are inside each.
// Locks registrations before, if any.
absl::StatusOr<std::map<std::string, int64_t>> LockDoors(
    db::Transaction& tx, const std::string& event,
    const std::set<std::string>& sessions);

}  // namespace rollcall::checkin
