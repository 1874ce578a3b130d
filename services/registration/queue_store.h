#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/db/transact.h"
#include "common/enrolment/place_store.h"
#include "services/registration/life_cycle.h"

namespace rollcall::registration {

using enrolment::EventPolicy;
using enrolment::LockPlaces;
using enrolment::LockPolicy;
using enrolment::SavePlaces;
using enrolment::TakePlaces;

// Who waits for the places of an event, which are locked as place_store.h says.
// Each function works in the transaction of its caller.

// The places of the registration in `row`, which has its mode and its sessions
// joined by commas.
std::vector<PlaceKind> PlacesOf(const pqxx::row& row);

// Offers what is free of `places` to those who wait, who is served first first,
// and writes `places`. The last that a transaction does with places.
absl::Status OfferFreePlaces(db::Transaction& tx, const std::string& event,
                             Places& places);

// Takes back the offers of all events that have expired and offers the places
// to those who are next, for some events; returns whether there may be more.
// Any number of callers may do so at once. Fails as db::Transact does.
absl::StatusOr<bool> ExpireOffers(db::Pool& pool, absl::Time deadline);

}  // namespace rollcall::registration
