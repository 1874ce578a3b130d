#include "common/db/migration.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/hash.h"
#include "common/base/log.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "db_sql.h"
#include "nlohmann/json.hpp"

namespace rollcall::db {
namespace {

constexpr char kCreateJournal[] = R"sql(
CREATE SCHEMA rollcall;
CREATE TABLE rollcall.schema_migration (
  version    integer PRIMARY KEY,
  name       text NOT NULL,
  checksum   bytea NOT NULL,
  apply_time timestamptz NOT NULL DEFAULT now()
);
)sql";

struct Applied {
  std::string name;
  std::string checksum;
};

absl::StatusOr<bool> HasJournal(Transaction& tx) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(sql::kFindSchema));
  return BoolOf(rows.front(), "found");
}

absl::StatusOr<std::vector<Applied>> ListApplied(Transaction& tx) {
  std::vector<Applied> applied;
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(sql::kListMigrations));
  for (const pqxx::row& row : rows) {
    applied.push_back({TextOf(row, "name"), BytesOf(row, "checksum")});
  }
  return applied;
}

absl::Status Mismatch(size_t found, size_t expected) {
  return Error(
      error::v1::SCHEMA_VERSION_MISMATCH,
      absl::StrCat("The database's schema has version ", found,
                   " and this program needs ", expected, ": ",
                   found < expected
                       ? "run rollcall-migrate of this version."
                       : "run a program of the version that migrated it."),
      {{"found", absl::StrCat(found)}, {"expected", absl::StrCat(expected)}});
}

absl::Status CheckUnchanged(const std::vector<Applied>& applied,
                            absl::Span<const Migration> migrations) {
  if (applied.size() > migrations.size()) {
    return Mismatch(applied.size(), migrations.size());
  }
  for (size_t i = 0; i < applied.size(); ++i) {
    if (applied[i].checksum != Sha256(migrations[i].text)) {
      return Error(error::v1::MIGRATION_CHANGED,
                   absl::StrCat("Migration ", migrations[i].name,
                                " was changed after it was applied: restore "
                                "its text and add a new migration."),
                   {{"migration", migrations[i].name}});
    }
  }
  return absl::OkStatus();
}

// Applies the first migration that is missing. Returns its name, or nothing.
absl::StatusOr<std::string> ApplyNext(Transaction& tx,
                                      absl::Span<const Migration> migrations) {
  RETURN_IF_ERROR(tx.Exec(sql::kLockMigrations).status());
  ASSIGN_OR_RETURN(const bool has_journal, HasJournal(tx));
  if (!has_journal) {
    RETURN_IF_ERROR(tx.Script("create_journal", kCreateJournal));
  }
  ASSIGN_OR_RETURN(const std::vector<Applied> applied, ListApplied(tx));
  RETURN_IF_ERROR(CheckUnchanged(applied, migrations));
  if (applied.size() == migrations.size()) return std::string();

  const Migration& next = migrations[applied.size()];
  RETURN_IF_ERROR(tx.Script(next.name, next.text));
  RETURN_IF_ERROR(tx.Exec(sql::kInsertMigration, next.version, next.name,
                          ByteaParam(Sha256(next.text)))
                      .status());
  return std::string(next.name);
}

}  // namespace

absl::Status Migrate(Pool& pool, absl::Span<const Migration> migrations,
                     absl::Time deadline) {
  while (true) {
    ASSIGN_OR_RETURN(const std::string name,
                     Transact(pool, deadline, [&](Transaction& tx) {
                       return ApplyNext(tx, migrations);
                     }));
    if (name.empty()) return absl::OkStatus();
    Log(Severity::kInfo, "migrated", {{"migration", name}});
  }
}

absl::Status CheckSchema(Pool& pool, absl::Span<const Migration> migrations,
                         absl::Time deadline) {
  return ReadSnapshot(pool, deadline,
                      [&](Transaction& tx) -> absl::StatusOr<bool> {
                        ASSIGN_OR_RETURN(const bool has_journal,
                                         HasJournal(tx));
                        if (!has_journal) return Mismatch(0, migrations.size());
                        ASSIGN_OR_RETURN(const std::vector<Applied> applied,
                                         ListApplied(tx));
                        RETURN_IF_ERROR(CheckUnchanged(applied, migrations));
                        if (applied.size() < migrations.size()) {
                          return Mismatch(applied.size(), migrations.size());
                        }
                        return true;
                      })
      .status();
}

}  // namespace rollcall::db
