#include "clients/kiosk/journal.h"

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "kiosk_schema.h"

namespace rollcall::kiosk {
namespace {

constexpr int64_t kSchemaVersion = 1;

absl::Status CreateTables(Database& journal) {
  return journal.RunScript(
      absl::StrCat("BEGIN;", schema::kTexts[0],
                   "PRAGMA user_version = ", kSchemaVersion, "; COMMIT;"));
}

absl::StatusOr<int64_t> GetSchemaVersion(Database& journal) {
  int64_t version = 0;
  RETURN_IF_ERROR(
      journal.Transact([&](Database::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(const auto rows, tx.Query("PRAGMA user_version"));
        version = IntOf(rows[0], 0);
        return absl::OkStatus();
      }));
  return version;
}

// Writes whose journal it is, or checks it.
absl::Status Claim(Database& journal, const std::string& event,
                   const std::string& device) {
  return journal.Transact([&](Database::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const auto rows,
                     tx.Query("SELECT event, device FROM kiosk"));
    if (rows.empty()) {
      return tx.Run("INSERT INTO kiosk (event, device) VALUES (?, ?)",
                    {event, device});
    }
    if (BytesOf(rows[0], 0) == event && BytesOf(rows[0], 1) == device) {
      return absl::OkStatus();
    }
    return absl::FailedPreconditionError(absl::StrCat(
        "The journal belongs to ", BytesOf(rows[0], 1), ": name another."));
  });
}

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenJournal(
    const std::string& path, const std::string& event,
    const std::string& device) {
  ASSIGN_OR_RETURN(auto journal, Database::Open(path));
  ASSIGN_OR_RETURN(const int64_t version, GetSchemaVersion(*journal));
  if (version == 0) {
    RETURN_IF_ERROR(CreateTables(*journal));
  } else if (version != kSchemaVersion) {
    return absl::FailedPreconditionError(
        "The journal is of another version of this program.");
  }
  RETURN_IF_ERROR(Claim(*journal, event, device));
  return journal;
}

}  // namespace rollcall::kiosk
