#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "common/db/pool.h"
#include "services/checkin/manifest.h"

namespace rollcall::checkin {

// What devices need to decide offline, from PostgreSQL. Thread-safe.
class ManifestStore {
 public:
  // `pool` outlives the store.
  explicit ManifestStore(db::Pool& pool) : pool_(pool) {}

  // Begins a manifest of what changed since `since`; of everything when it is
  // nothing, or later than this database's own transactions, as after it was
  // loaded from a dump. Fails with EVENT_NOT_FOUND.
  absl::StatusOr<ManifestHead> GetHead(
      const EventName& event, const std::optional<ManifestHorizon>& since,
      absl::Time deadline);

  // Returns up to `limit` of its registrations after the one with the id
  // `after`, in the order of their ids; from the first when that is empty.
  absl::StatusOr<std::vector<ManifestRow>> ListRows(
      const EventName& event, const std::optional<ManifestHorizon>& since,
      const std::string& after, int limit, absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::checkin
