#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/db/pool.h"
#include "services/checkin/decision.h"

namespace rollcall::checkin {

// Decisions at the door in PostgreSQL. Thread-safe.
class CheckInStore {
 public:
  // `pool` outlives the store.
  explicit CheckInStore(db::Pool& pool) : pool_(pool) {}

  // A decision, new or old.
  struct Answer {
    Decision decision;
    // The scan_id was decided before.
    bool replayed = false;
  };

  // Decides `scan` by Judge and keeps the decision, the person's presence and
  // the counts in one transaction. A scan_id that the device has used before
  // gives the first decision, whatever has changed since. Two scans of one
  // person are decided one after the other. Fails with EVENT_NOT_FOUND,
  // SESSION_NOT_FOUND or SCAN_ID_REUSED, or as db::Transact.
  absl::StatusOr<Answer> CheckIn(const ScanRequest& scan, absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::checkin
