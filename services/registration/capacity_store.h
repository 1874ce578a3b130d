#pragma once

#include <pqxx/row>

#include "absl/status/status.h"

#include "common/api/resource_name.h"
#include "common/db/transact.h"
#include "services/registration/capacity.h"

namespace rollcall::registration {

// Read the columns in_person_places and online_places, in_person_taken and
// online_taken of a row.
Capacity CapacityOf(const pqxx::row& row);
PlacesTaken PlacesTakenOf(const pqxx::row& row);

// Limits the places of `session`, which the transaction has created.
absl::Status SetCapacity(db::Transaction& tx, const SessionName& session,
                         const Capacity& capacity);

// Changes the limits of `session`, or under `venue` of its event, whose row the
// transaction has locked FOR UPDATE. Who holds a place of a mode that had no
// limit before is counted. Fails with CAPACITY_BELOW_TAKEN.
absl::Status ChangeCapacity(db::Transaction& tx, const SessionName& session,
                            const Capacity& capacity);

}  // namespace rollcall::registration
