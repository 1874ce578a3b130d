#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/db/pool.h"

namespace rollcall::db {

// OK when the database answers a trivial question before `deadline`.
absl::Status Ping(Pool& pool, absl::Time deadline);

// Asks until the database answers or `deadline` has passed; the last failure
// then.
absl::Status AwaitDatabase(Pool& pool, absl::Time deadline);

}  // namespace rollcall::db
