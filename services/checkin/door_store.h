#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/db/transact.h"
#include "common/door/door.h"

namespace rollcall::checkin {

// The doors of an event, as of a transaction.
struct Doors {
  // By the id of the session. Those that were asked for and exist.
  std::map<std::string, door::Policy> policies;
  // The event's IANA time zone.
  std::string time_zone;
  // The server's clock.
  absl::Time receive_time;
};

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
