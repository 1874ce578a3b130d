#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

#include "common/db/pool.h"

namespace rollcall::db {

// One forward-only change of the schema, embedded by CMake from
// deploy/migrations/NNNN_name.sql.
struct Migration {
  // Counts from 1 without gaps.
  int version;
  // The file's name without its ending.
  const char* name;
  // One or more statements.
  const char* text;
};

// Applies those of `migrations` that the database does not have, in order, each
// in a transaction of its own that also records it. Any number of callers may
// run at once: an advisory lock lets one work and shows the others its result.
// Fails with MIGRATION_CHANGED when one that was applied has another text now,
// with SCHEMA_VERSION_MISMATCH when the database is ahead of `migrations`, or
// as Transact.
absl::Status Migrate(Pool& pool, absl::Span<const Migration> migrations,
                     absl::Time deadline);

// OK when the database has exactly `migrations`, else SCHEMA_VERSION_MISMATCH
// with what to do, or MIGRATION_CHANGED.
absl::Status CheckSchema(Pool& pool, absl::Span<const Migration> migrations,
                         absl::Time deadline);

}  // namespace rollcall::db
