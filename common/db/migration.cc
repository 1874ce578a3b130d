#include "common/db/migration.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/base/hash.h"
#include "common/base/log.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "db_sql.h"
#include "nlohmann/json.hpp"

namespace rollcall::db {
namespace {

// A database that an earlier version made has no oldest_program yet. NULL
// stands for `version`.
constexpr char kPrepareJournal[] = R"sql(
CREATE SCHEMA IF NOT EXISTS rollcall;
CREATE TABLE IF NOT EXISTS rollcall.schema_migration (
  version    integer PRIMARY KEY,
  name       text NOT NULL,
  checksum   bytea NOT NULL,
  apply_time timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE rollcall.schema_migration ADD COLUMN IF NOT EXISTS oldest_program integer;
)sql";

// Between two attempts to get a lock.
constexpr absl::Duration kLockPause = absl::Seconds(1);

// The server knows for a moment more of a program that has just ended.
constexpr absl::Duration kProgramsLinger = absl::Seconds(1);
constexpr absl::Duration kProgramsPause = absl::Milliseconds(50);

struct Applied {
  std::string name;
  std::string checksum;
  int oldest_program;
};

// What is known of the journal.
struct Journal {
  bool exists = false;
  // As kPrepareJournal makes it.
  bool is_current = false;
};

absl::StatusOr<Journal> FindJournal(Transaction& tx) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(sql::kFindSchema));
  return Journal{BoolOf(rows.front(), "found"),
                 BoolOf(rows.front(), "has_oldest_program")};
}

absl::StatusOr<std::vector<Applied>> ListApplied(Transaction& tx) {
  std::vector<Applied> applied;
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(sql::kListMigrations));
  for (const pqxx::row& row : rows) {
    applied.push_back({TextOf(row, "name"), BytesOf(row, "checksum"),
                       static_cast<int>(IntOf(row, "oldest_program"))});
  }
  return applied;
}

absl::Status Mismatch(size_t found, size_t own, const std::string& what_to_do) {
  return Error(
      error::v1::SCHEMA_VERSION_MISMATCH,
      absl::StrCat("The database's schema has version ", found,
                   " and this program's is ", own, ": ", what_to_do),
      {{"found", absl::StrCat(found)}, {"expected", absl::StrCat(own)}});
}

// Whether a program with `migrations` goes with what was applied, as far as
// both go.
absl::Status CheckApplied(const std::vector<Applied>& applied,
                          absl::Span<const Migration> migrations) {
  for (size_t i = 0; i < std::min(applied.size(), migrations.size()); ++i) {
    if (applied[i].checksum != Sha256(migrations[i].text)) {
      return Error(error::v1::MIGRATION_CHANGED,
                   absl::StrCat("Migration ", migrations[i].name,
                                " was changed after it was applied: restore "
                                "its text and add a new migration."),
                   {{"migration", migrations[i].name}});
    }
  }
  for (size_t i = migrations.size(); i < applied.size(); ++i) {
    if (applied[i].oldest_program > static_cast<int>(migrations.size())) {
      return Mismatch(
          applied.size(), migrations.size(),
          absl::StrCat("migration ", applied[i].name,
                       " is for programs of schema ", applied[i].oldest_program,
                       " and later. Start a program of the version that "
                       "migrated it."));
    }
  }
  return absl::OkStatus();
}

// Whether all programs that are connected may run beside `pending`.
absl::Status CheckPrograms(Transaction& tx,
                           absl::Span<const Migration> pending) {
  const auto& strictest =
      *std::max_element(pending.begin(), pending.end(),
                        [](const Migration& a, const Migration& b) {
                          return a.oldest_program < b.oldest_program;
                        });
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindOldestProgram, strictest.oldest_program));
  if (rows.empty()) return absl::OkStatus();
  const std::string schema = absl::StrCat(IntOf(rows.front(), "schema"));
  const std::string oldest = absl::StrCat(strictest.oldest_program);
  return Error(
      error::v1::SCHEMA_VERSION_MISMATCH,
      absl::StrCat("A ", TextOf(rows.front(), "program"), " of schema ", schema,
                   " is connected and cannot run beside migration ",
                   strictest.name,
                   ": upgrade every instance to a version of "
                   "schema ",
                   oldest, " first, or stop those that are older."),
      {{"found", schema}, {"expected", oldest}});
}

// What became of applying a migration.
struct Attempt {
  // Its name.
  std::string name;
  bool is_applied = false;
  // It did not get a lock.
  bool is_locked_out = false;
  // Programs run that are too old for it.
  bool is_too_early = false;
};

// Applies the first migration that is missing, if there is one.
absl::Status ApplyNext(Transaction& tx, absl::Span<const Migration> migrations,
                       Attempt& attempt) {
  RETURN_IF_ERROR(tx.Exec(sql::kLockMigrations).status());
  RETURN_IF_ERROR(
      tx.Exec(sql::kSetLockTimeout, absl::ToInt64Milliseconds(kLockTimeout))
          .status());
  attempt.name = "of the journal";
  ASSIGN_OR_RETURN(const Journal journal, FindJournal(tx));
  if (!journal.is_current) {
    RETURN_IF_ERROR(tx.Script("prepare_journal", kPrepareJournal));
  }
  ASSIGN_OR_RETURN(const std::vector<Applied> applied, ListApplied(tx));
  RETURN_IF_ERROR(CheckApplied(applied, migrations));
  if (applied.size() >= migrations.size()) return absl::OkStatus();

  attempt.is_too_early = true;
  RETURN_IF_ERROR(CheckPrograms(tx, migrations.subspan(applied.size())));
  attempt.is_too_early = false;
  const Migration& next = migrations[applied.size()];
  attempt.name = next.name;
  RETURN_IF_ERROR(tx.Script(next.name, next.text));
  RETURN_IF_ERROR(tx.Exec(sql::kInsertMigration, next.version, next.name,
                          ByteaParam(Sha256(next.text)), next.oldest_program)
                      .status());
  attempt.is_applied = true;
  return absl::OkStatus();
}

// As ApplyNext, in a transaction of its own, as often as it takes to get the
// locks.
absl::Status ApplyNextPatiently(Pool& pool,
                                absl::Span<const Migration> migrations,
                                absl::Time deadline, Attempt& attempt) {
  return RunTransaction(
      pool, Access::kReadWrite, deadline, [&](Transaction& tx) {
        if (attempt.is_locked_out) {
          Log(Severity::kWarning, "migration waits for a lock",
              {{"migration", attempt.name},
               {"detail",
                "others hold what it changes, see pg_stat_activity; they go "
                "on, and it tries again"}});
          absl::SleepFor(std::min(kLockPause, deadline - absl::Now()));
        }
        attempt = {};
        absl::Status status = ApplyNext(tx, migrations, attempt);
        attempt.is_locked_out =
            ReasonOf(status) == error::v1::DEADLINE_TOO_SHORT;
        return status;
      });
}

absl::Status LockedOut(const std::string& name) {
  return Error(
      error::v1::DEADLINE_TOO_SHORT,
      absl::StrCat("Migration ", name,
                   " does not get a lock that others hold. Nothing of it was "
                   "applied: look in pg_stat_activity for transactions that "
                   "last, such as a backup's, and run it again after them."));
}

}  // namespace

absl::Status Migrate(Pool& pool, absl::Span<const Migration> migrations,
                     absl::Time deadline) {
  const absl::Time programs_end = absl::Now() + kProgramsLinger;
  while (true) {
    Attempt attempt;
    const absl::Status status =
        ApplyNextPatiently(pool, migrations, deadline, attempt);
    if (attempt.is_too_early && absl::Now() < programs_end) {
      absl::SleepFor(kProgramsPause);
      continue;
    }
    if (!status.ok()) {
      return attempt.is_locked_out ? LockedOut(attempt.name) : status;
    }
    if (!attempt.is_applied) return absl::OkStatus();
    Log(Severity::kInfo, "migrated", {{"migration", attempt.name}});
  }
}

absl::Status CheckSchema(Pool& pool, absl::Span<const Migration> migrations,
                         absl::Time deadline) {
  ASSIGN_OR_RETURN(
      const std::vector<Applied> applied,
      ReadSnapshot(pool, deadline,
                   [](Transaction& tx) -> absl::StatusOr<std::vector<Applied>> {
                     ASSIGN_OR_RETURN(const Journal journal, FindJournal(tx));
                     if (!journal.exists) return std::vector<Applied>();
                     return ListApplied(tx);
                   }));
  RETURN_IF_ERROR(CheckApplied(applied, migrations));
  if (applied.size() < migrations.size()) {
    return Mismatch(applied.size(), migrations.size(),
                    "run rollcall-migrate of this version.");
  }
  if (applied.size() > migrations.size()) {
    Log(Severity::kInfo, "runs on a later schema",
        {{"found", applied.size()}, {"own", migrations.size()}});
  }
  return absl::OkStatus();
}

bool IsOutgrown(const absl::Status& status) {
  const ErrorReason reason = ReasonOf(status);
  if (reason == error::v1::MIGRATION_CHANGED) return true;
  if (reason != error::v1::SCHEMA_VERSION_MISMATCH) return false;
  const auto metadata = MetadataOf(status);
  int found = 0;
  int expected = 0;
  return absl::SimpleAtoi(metadata.at("found"), &found) &&
         absl::SimpleAtoi(metadata.at("expected"), &expected) &&
         found > expected;
}

std::string ApplicationName(absl::string_view program,
                            absl::Span<const Migration> migrations) {
  return absl::StrCat(program, "/", migrations.size());
}

}  // namespace rollcall::db
