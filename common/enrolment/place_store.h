#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/db/transact.h"
#include "common/enrolment/place.h"
#include "common/enrolment/policy.h"

namespace rollcall::enrolment {

// The places of an event. Whoever takes or frees one locks, in this order: the
// event's policy, its places, registrations. Each function works in the
// transaction of its caller.

// Keeps the event's policy as it is until the transaction ends. Fails with
// EVENT_NOT_FOUND.
absl::StatusOr<EventPolicy> LockPolicy(db::Transaction& tx,
                                       const std::string& event);

// Locks all limited places of the event. Fails only as the database does: an
// event without limits has none.
absl::StatusOr<Places> LockPlaces(db::Transaction& tx,
                                  const std::string& event);

// Writes what changed in `places`, which LockPlaces returned.
absl::Status SavePlaces(db::Transaction& tx, const std::string& event,
                        const Places& places);

// Takes one of each of `kinds`, places of `event`, or none: NO_PLACE_LEFT names
// the first of which none is left.
absl::Status TakePlaces(const std::string& event,
                        const std::vector<PlaceKind>& kinds, Places& places);

}  // namespace rollcall::enrolment
