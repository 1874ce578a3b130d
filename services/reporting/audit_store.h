#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "common/auth/act.h"
#include "common/db/pool.h"
#include "services/reporting/audit.h"

namespace rollcall::reporting {

// Recounts everybody of `event` from the presence that is recorded, and
// compares that with the rollups, and the ledger of the doors with who was in
// which room; all of it in one snapshot. Fails with EVENT_NOT_FOUND.
absl::StatusOr<Audit> AuditRollups(db::Pool& pool, const EventName& event,
                                   absl::Time deadline);

// Counts the people `miscounted` of `event` anew, under their locks, then adds
// to the rollups what they are off by, while services go on: whatever moves
// rollups moves records in the same transaction, so that the difference of the
// two stays what it is until somebody mends it. Of repairs at once each mends
// what the others have left. No transaction but those of `pool` may use its
// writer slots.
absl::Status RepairRollups(db::Pool& pool, const EventName& event,
                           const std::vector<std::string>& miscounted,
                           const auth::Act& act, absl::Time deadline);

}  // namespace rollcall::reporting
