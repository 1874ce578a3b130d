#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/attendance/rollup.h"
#include "common/db/transact.h"

namespace rollcall::attendance {

// Takes the locks of `registrations` of `event` that guard their facts and
// counts, until the transaction ends. Read what they guard only afterwards, in
// another statement: one that waits for a lock goes on with what it saw before.
// Returns the registrations that exist, in the order of their ids.
absl::StatusOr<std::vector<std::string>> LockRegistrations(
    db::Transaction& tx, const std::string& event,
    const std::vector<std::string>& registrations);

// Counts `registrations` of `event`, which the transaction has locked or
// created, anew after any change of their presence, state, mode, country or
// sector, and moves the rollups by the difference, and by `open`. Counting
// again changes nothing. At most once a transaction, and last in it: rollup
// rows are locked in key order.
absl::Status Refresh(db::Transaction& tx, const std::string& event,
                     const std::vector<std::string>& registrations,
                     const OpenConnections& open = {});

// Watch time is measured and judged by the times of sessions and by an event's
// threshold, rule and time zone, which change under a lock of the event's row
// FOR UPDATE. Whoever adds online presence calls this first, before any other
// lock: it waits for such a change to end, and lets none begin until the
// transaction ends. So either the change sees the presence and recounts it, or
// the presence is counted by what changed. A door needs no lock of it: presence
// in a room counts whatever the times are, and the lock of the person puts it
// before or after a recount. False when there is no such event.
//
// How long a session did last is a measure that presence changes itself.
// Whoever does so holds the measures `alone`, for the same reason.
absl::StatusOr<bool> HoldMeasures(db::Transaction& tx, const std::string& event,
                                  bool alone);

// Has the presence that platforms reported on `event` derived anew, soon, by
// the job of the check-in service: after a change of the agenda, in a
// transaction that holds the event's row FOR UPDATE. Before RecountOnline.
absl::Status MarkPresenceDue(db::Transaction& tx, const std::string& event);

// Recounts everybody who was online in `session` of `event`, or in any session,
// after a change of the measures, in a transaction that holds the event's row
// FOR UPDATE. Locks them and refreshes, last in it.
absl::Status RecountOnline(db::Transaction& tx, const std::string& event,
                           const std::optional<std::string>& session);

// Recounts everybody at `event` after a change of its time zone, which was
// `zone_before`, and of whatever else RecountOnline is for, in a transaction
// that holds the event's row FOR UPDATE. Locks all registrations, also of those
// who were never there: a door reads the zone under the lock of the person, so
// that it counts by the one before, and is seen here, or by the new one. Last
// in its transaction.
absl::Status RecountDays(db::Transaction& tx, const std::string& event,
                         const std::string& zone_before);

}  // namespace rollcall::attendance
