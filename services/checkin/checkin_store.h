#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/auth/act.h"
#include "common/db/pool.h"
#include "services/checkin/batch_store.h"
#include "services/checkin/decision.h"
#include "services/checkin/decision_tally.h"

namespace rollcall::checkin {

// Decisions at the door in PostgreSQL. Thread-safe.
class CheckInStore {
 public:
  // Counts in `tally` what it decides. Both outlive the store.
  CheckInStore(db::Pool& pool, DecisionTally& tally)
      : pool_(pool), tally_(tally) {}

  // Decides `scans`, all of `event`, in one transaction; see DecideBatch. A
  // scan_id that the device has used before gives the first decision, whatever
  // has changed since. A scan that the database chokes on fails alone, with
  // INTERNAL. Fails as a whole with EVENT_NOT_FOUND or as db::Transact.
  absl::StatusOr<Answers> Decide(const std::string& event,
                                 const std::vector<ScanRequest>& scans,
                                 absl::Time deadline);

  // A decision, and a version of the event's data that has it.
  struct Recorded {
    Decision decision;
    int64_t data_version = 0;
  };
  // Fails with DECISION_NOT_FOUND.
  absl::StatusOr<Recorded> GetDecision(const std::string& event,
                                       const std::string& device,
                                       const std::string& scan_id,
                                       absl::Time deadline);

  // Takes a scan back and counts the person anew. Once is as good as twice.
  // Fails with DECISION_NOT_FOUND, NOTHING_TO_ANNUL or ANNUL_NEEDS_SUPERVISOR.
  absl::StatusOr<Decision> Annul(const AnnulRequest& request,
                                 const auth::Act& act, absl::Time deadline);

 private:
  absl::StatusOr<Answers> DecideTogether(const std::string& event,
                                         const std::vector<ScanRequest>& scans,
                                         absl::Time deadline);

  db::Pool& pool_;
  DecisionTally& tally_;
};

}  // namespace rollcall::checkin
