#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/auth/act.h"
#include "common/db/pool.h"
#include "services/checkin/decision_tally.h"
#include "services/checkin/walk_in.h"

namespace rollcall::checkin {

// Registers people at the door, in PostgreSQL. Thread-safe.
class WalkInStore {
 public:
  // Counts in `tally` what it decides. Both outlive the store.
  WalkInStore(db::Pool& pool, DecisionTally& tally)
      : pool_(pool), tally_(tally) {}

  // Registers the person, confirmed and in person, takes a place of the event,
  // issues a ticket, and decides the entry: all of it in one transaction, or
  // nothing. The person stays registered when the door refuses. A repeated scan
  // gives the first answer, also when the calls are concurrent. Fails with
  // EVENT_NOT_FOUND, SESSION_NOT_FOUND, SCAN_ID_REUSED, EMAIL_TAKEN,
  // EXTERNAL_ID_TAKEN, SECTOR_NOT_FOUND, NO_PLACE_LEFT, or as db::Transact.
  absl::StatusOr<WalkInAnswer> Admit(const WalkIn& walk_in,
                                     const auth::Act& act, absl::Time deadline);

 private:
  db::Pool& pool_;
  DecisionTally& tally_;
};

}  // namespace rollcall::checkin
