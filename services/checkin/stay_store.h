#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/db/transact.h"
#include "services/checkin/history.h"

namespace rollcall::checkin {

// Loads the histories of `people` of `event`, whose registrations the
// transaction has locked.
absl::StatusOr<Histories> LoadHistories(db::Transaction& tx,
                                        const std::string& event,
                                        const std::set<PersonAtDoor>& people);

// Derives the stays of `histories` anew and writes those that changed. Returns
// what is to be counted by AddOccupancy and then attendance::Refresh.
absl::StatusOr<Movement> SaveStays(db::Transaction& tx,
                                   const std::string& event,
                                   const Histories& histories);

// Counts who went in and out.
absl::Status AddOccupancy(db::Transaction& tx, const std::string& event,
                          const std::map<std::string, int64_t>& inside);

}  // namespace rollcall::checkin
