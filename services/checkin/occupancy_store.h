#pragma once

#include <vector>

#include "absl/status/statusor.h"

#include "common/api/resource_name.h"
#include "common/db/pool.h"
#include "services/checkin/occupancy.h"

namespace rollcall::checkin {

// How full sessions are, in PostgreSQL. Thread-safe.
class OccupancyStore {
 public:
  // `pool` outlives the store.
  explicit OccupancyStore(db::Pool& pool) : pool_(pool) {}

  // Loads the states of `sessions`, of any events, in one query; one for each,
  // in their order. One fails with EVENT_NOT_FOUND or SESSION_NOT_FOUND; all of
  // them, within two seconds, as db::ReadSnapshot.
  absl::StatusOr<std::vector<absl::StatusOr<Occupancy>>> ListOccupancy(
      const std::vector<SessionName>& sessions);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::checkin
