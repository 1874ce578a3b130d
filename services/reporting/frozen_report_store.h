#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/request_key.h"
#include "common/auth/act.h"
#include "common/db/pool.h"
#include "services/reporting/frozen_report.h"

namespace rollcall::reporting {

// Keeps `report` under `key`, and returns it as it is kept: the one that the
// same request has kept before, if it has. Fails with REQUEST_ID_REUSED.
absl::StatusOr<FrozenReport> KeepReport(db::Pool& pool,
                                        const FrozenReport& report,
                                        const RequestKey& key,
                                        const auth::Act& act,
                                        absl::Time deadline);

// Fails with FROZEN_REPORT_NOT_FOUND.
absl::StatusOr<FrozenReport> FindFrozenReport(db::Pool& pool,
                                              const FrozenReportName& name,
                                              absl::Time deadline);

}  // namespace rollcall::reporting
