#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/db/pool.h"
#include "services/checkin/presence.h"

namespace rollcall::checkin {

// Online presence in PostgreSQL. Thread-safe.
class PresenceStore {
 public:
  // `pool` outlives the store.
  explicit PresenceStore(db::Pool& pool) : pool_(pool) {}

  // Records `reports` of `source` on `event` in one transaction: the events,
  // the intervals that follow from them, and the counts. Returns a result for
  // each, in their order; one that is rejected leaves the others alone. Events
  // that were recorded before change nothing. Any order and any cut into calls,
  // concurrent ones too, give the same intervals and counts. Fails with
  // EVENT_NOT_FOUND or as db::Transact, and then has recorded nothing.
  absl::StatusOr<std::vector<PresenceResult>> ReportPresence(
      const EventName& event, const std::string& source,
      const std::vector<PresenceReport>& reports, absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::checkin
