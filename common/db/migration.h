#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

#include "common/db/pool.h"

namespace rollcall::db {

// One forward-only change of the schema, embedded by CMake from
// deploy/migrations/NNNN_name.sql.
struct Migration {
  // Counts from 1 without gaps.
  int version;
  // The oldest schema whose programs run beside this one: its directive
  // `-- oldest_program: 12`, or `version` when older programs have to be
  // stopped.
  int oldest_program;
  // The file's name without its ending.
  const char* name;
  // One or more statements.
  const char* text;
};

// A program of a version has a schema: the last of its migrations. It runs on a
// later schema too, as long as every migration that it does not know says so by
// `oldest_program`. An upgrade therefore migrates first, and then restarts one
// instance after the other.

// How long a migration waits for a lock of a table: whoever comes later waits
// behind it.
inline constexpr absl::Duration kLockTimeout = absl::Milliseconds(300);

// Applies those of `migrations` that the database does not have, in order, each
// in a transaction of its own that also records it. Any number of callers may
// run at once: an advisory lock lets one work and shows the others its result.
// A migration that does not get a lock within kLockTimeout lets everybody else
// go on for a second and begins anew, until `deadline`. A database that is
// ahead of `migrations` stays as it is.
//
// Fails with MIGRATION_CHANGED when one that was applied has another text now,
// with SCHEMA_VERSION_MISMATCH as CheckSchema, or when a program is connected
// that is too old for what is to be applied (one that connects at this moment
// is not seen), with DEADLINE_TOO_SHORT when a lock is held for too long, or as
// Transact. What was applied before stays.
absl::Status Migrate(Pool& pool, absl::Span<const Migration> migrations,
                     absl::Time deadline);

// OK when the database has all of `migrations`, and of later ones only such
// that a program with `migrations` may run beside. Else SCHEMA_VERSION_MISMATCH
// with what to do, or MIGRATION_CHANGED.
absl::Status CheckSchema(Pool& pool, absl::Span<const Migration> migrations,
                         absl::Time deadline);

// Whether `status`, of CheckSchema, is of a schema on which the program can
// never run. One that is behind may catch up, as a standby does, and a database
// that is restored.
bool IsOutgrown(const absl::Status& status);

// What a program with `migrations` calls itself, so that Migrate sees in
// pg_stat_activity what runs: `{program}/{schema}`. A database URL with another
// application_name hides it.
std::string ApplicationName(absl::string_view program,
                            absl::Span<const Migration> migrations);

}  // namespace rollcall::db
