#include "services/checkin/manifest_store.h"

#include "absl/strings/str_split.h"

#include "checkin_sql.h"
#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/db/transact.h"
#include "services/checkin/door_store.h"

namespace rollcall::checkin {
namespace {

ManifestRow RowOf(const pqxx::row& row) {
  ManifestRow entry;
  entry.registration = db::TextOf(row, "registration_id");
  entry.state = ParseEnumText<registration::v1::Registration::State>(
      db::TextOf(row, "state"));
  entry.mode = ParseEnumText<type::v1::Mode>(db::TextOf(row, "mode"));
  entry.blocked = db::BoolOf(row, "blocked");
  entry.serial = db::OptionalTextOf(row, "serial").value_or("");
  entry.code = db::OptionalTextOf(row, "code").value_or("");
  entry.revoked =
      absl::StrSplit(db::TextOf(row, "revoked"), ',', absl::SkipEmpty());
  entry.sessions =
      absl::StrSplit(db::TextOf(row, "sessions"), ',', absl::SkipEmpty());
  return entry;
}

}  // namespace

absl::StatusOr<ManifestHead> ManifestStore::GetHead(
    const EventName& event, const std::optional<ManifestHorizon>& since,
    absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<ManifestHead> {
        ManifestHead head;
        ASSIGN_OR_RETURN(head.doors, LoadDoors(tx, event.event, {}));
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(sql::kGetManifestHead, event.event));
        head.salt = db::BytesOf(rows.front(), "manifest_salt");
        head.horizon =
            static_cast<ManifestHorizon>(db::IntOf(rows.front(), "horizon"));
        if (since && *since <= head.horizon) head.since = since;
        return head;
      });
}

absl::StatusOr<std::vector<ManifestRow>> ManifestStore::ListRows(
    const EventName& event, const std::optional<ManifestHorizon>& since,
    const std::string& after, int limit, absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<ManifestRow>> {
        const std::optional<std::string> key =
            after.empty() ? std::nullopt : std::optional(after);
        absl::StatusOr<pqxx::result> rows =
            since ? tx.Exec(sql::kListManifestChanges, event.event, key, limit,
                            static_cast<int64_t>(*since))
                  : tx.Exec(sql::kListManifest, event.event, key, limit);
        if (!rows.ok()) return rows.status();
        std::vector<ManifestRow> entries;
        for (const pqxx::row& row : *rows) entries.push_back(RowOf(row));
        return entries;
      });
}

}  // namespace rollcall::checkin
