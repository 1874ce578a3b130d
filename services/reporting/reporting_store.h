#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "common/db/pool.h"
#include "services/reporting/report.h"

namespace rollcall::reporting {

// Counts in PostgreSQL, read from rollups and never from facts. Thread-safe.
class ReportingStore {
 public:
  // `pool` outlives the store.
  explicit ReportingStore(db::Pool& pool) : pool_(pool) {}

  // Reads the counts of `session`; the event as a whole is its session `venue`.
  // Fails with EVENT_NOT_FOUND or SESSION_NOT_FOUND, or as db::ReadSnapshot.
  absl::StatusOr<Snapshot> Load(const SessionName& session,
                                absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::reporting
