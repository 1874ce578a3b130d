#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "common/db/pool.h"
#include "common/db/statement.h"

namespace rollcall::testing {

// How the server would run `statement`, whatever its parameters are, as EXPLAIN
// tells it with `options`, for example `VERBOSE, FORMAT JSON`.
absl::StatusOr<std::string> PlanOf(db::Pool& pool,
                                   const db::Statement& statement,
                                   const std::string& options = "COSTS OFF");

}  // namespace rollcall::testing
