#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/db/transact.h"
#include "rollcall/registration/v1/event.pb.h"
#include "services/registration/place.h"

namespace rollcall::registration {

// An event's rules for registrations.
struct EventPolicy {
  v1::ApprovalPolicy approval = v1::APPROVAL_POLICY_UNSPECIFIED;
  // Addresses that differ only in what stands between `+` and `@` are one
  // person's.
  bool ignore_plus_alias = false;
};

// The places of an event and who waits for them. Whoever takes or frees a place
// locks, in this order: the event's policy, its places, registrations. Each
// function works in the transaction of its caller.

// Keeps the event's policy as it is until the transaction ends. Fails with
// EVENT_NOT_FOUND.
absl::StatusOr<EventPolicy> LockPolicy(db::Transaction& tx,
                                       const std::string& event);

// Locks all limited places of the event. Fails only as the database does: an
// event without limits has none.
absl::StatusOr<Places> LockPlaces(db::Transaction& tx,
                                  const std::string& event);

// The places of the registration in `row`, which has its mode and its sessions
// joined by commas.
std::vector<PlaceKind> PlacesOf(const pqxx::row& row);

// Writes what changed in `places`, which LockPlaces returned.
absl::Status SavePlaces(db::Transaction& tx, const std::string& event,
                        const Places& places);

// Offers what is free of `places` to those who wait, who is served first first,
// and writes `places`. The last that a transaction does with places.
absl::Status OfferFreePlaces(db::Transaction& tx, const std::string& event,
                             Places& places);

// Takes back the offers of all events that have expired and offers the places
// to those who are next, for some events; returns whether there may be more.
// Any number of callers may do so at once. Fails as db::Transact does.
absl::StatusOr<bool> ExpireOffers(db::Pool& pool, absl::Time deadline);

}  // namespace rollcall::registration
