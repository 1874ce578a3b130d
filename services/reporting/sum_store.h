#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/api/resource_name.h"
#include "common/db/transact.h"
#include "services/reporting/report.h"
#include "services/reporting/timeline.h"

namespace rollcall::reporting {

// The people of `event` in the venue on all days together, which is everybody,
// and in `sessions`, on all days together and, if `by_day`, on each.
absl::StatusOr<std::vector<Cell>> ListCells(
    db::Transaction& tx, const std::string& event,
    const std::vector<std::string>& sessions, bool by_day);

// Who comes and goes in `session`.
absl::StatusOr<Minutes> ListMinutes(db::Transaction& tx,
                                    const SessionName& session);

}  // namespace rollcall::reporting
