#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "common/db/pool.h"
#include "services/reporting/ledger.h"

namespace rollcall::reporting {

// Reads at most `limit` facts of the ledger of `event` that come after
// `position`; without one, the first of the ledger as it is now. Fails with
// EVENT_NOT_FOUND.
absl::StatusOr<LedgerBatch> ReadLedger(
    db::Pool& pool, const EventName& event,
    const std::optional<LedgerPosition>& position, int limit,
    absl::Time deadline);

}  // namespace rollcall::reporting
