#include "common/access/token_store.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "access_sql.h"
#include "common/api/enum_text.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/db/transact.h"

namespace rollcall::access {
namespace {

Hashes HashesOf(const pqxx::row& row) {
  return {db::BytesOf(row, "token_hash"), db::BytesOf(row, "previous_hash"),
          db::OptionalTimeOf(row, "previous_expire_time")
              .value_or(absl::InfinitePast())};
}

Credential CredentialOf(const CredentialKey& key, const pqxx::row& row) {
  Credential credential;
  auth::Caller& caller = credential.caller;
  caller.role = ParseEnumText<auth::Role>(db::TextOf(row, "role"));
  caller.event = key.event;
  if (key.kind == auth::TokenKind::kDevice) {
    caller.device = key.id;
    caller.sessions =
        absl::StrSplit(db::TextOf(row, "session_ids"), ',', absl::SkipEmpty());
    caller.gate = db::TextOf(row, "gate");
    caller.credential = absl::StrCat("devices/", key.id);
  } else {
    caller.credential = absl::StrCat("apiKeys/", key.id);
  }
  credential.hashes = HashesOf(row);
  credential.expire_time =
      db::OptionalTimeOf(row, "expire_time").value_or(absl::InfiniteFuture());
  return credential;
}

// The uses of one kind at one event, as columns.
struct UseColumns {
  std::vector<std::string> ids;
  std::vector<absl::Time> times;
};

// Those of one event.
using UsesByKind = std::map<auth::TokenKind, UseColumns>;

absl::Status NoteKind(db::Transaction& tx, const db::Statement& statement,
                      const std::string& event, const UseColumns& uses) {
  if (uses.ids.empty()) return absl::OkStatus();
  return tx.Exec(statement, event, uses.ids, uses.times).status();
}

absl::Status NoteUsesOf(db::Pool& pool, const std::string& event,
                        UsesByKind& uses, absl::Time deadline) {
  return db::Transact(
             pool, deadline,
             [&](db::Transaction& tx) -> absl::StatusOr<bool> {
               RETURN_IF_ERROR(NoteKind(tx, sql::kNoteDeviceUses, event,
                                        uses[auth::TokenKind::kDevice]));
               RETURN_IF_ERROR(NoteKind(tx, sql::kNoteApiKeyUses, event,
                                        uses[auth::TokenKind::kApiKey]));
               return true;
             })
      .status();
}

}  // namespace

bool Stands(const Hashes& hashes, const std::string& hash, absl::Time now) {
  const bool is_previous = EqualInConstantTime(hashes.previous, hash);
  return EqualInConstantTime(hashes.current, hash) ||
         (is_previous && now < hashes.previous_expire_time);
}

absl::StatusOr<std::optional<Credential>> TokenStore::FindCredential(
    const CredentialKey& key, absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::optional<Credential>> {
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Exec(key.kind == auth::TokenKind::kDevice ? sql::kFindDevice
                                                         : sql::kFindApiKey,
                    key.event, key.id));
        if (rows.empty()) return std::optional<Credential>();
        return std::optional(CredentialOf(key, rows.front()));
      });
}

absl::StatusOr<std::optional<auth::Caller>> TokenStore::FindHead(
    const std::string& event, const std::string& hash, absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::optional<auth::Caller>> {
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(sql::kFindHead, event, db::ByteaParam(hash)));
        if (rows.empty()) return std::optional<auth::Caller>();
        auth::Caller head;
        head.role = auth::Role::ROLE_DELEGATION_HEAD;
        head.event = event;
        head.delegation = db::TextOf(rows.front(), "delegation_id");
        head.credential = absl::StrCat("delegations/", head.delegation);
        return std::optional(std::move(head));
      });
}

absl::StatusOr<std::vector<CredentialChange>> TokenStore::ListChanges(
    absl::Duration window, absl::Time deadline) {
  using Changes = std::vector<CredentialChange>;
  return db::ReadSnapshot(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Changes> {
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Exec(sql::kListChanges, absl::ToInt64Seconds(window)));
        Changes changes;
        for (const pqxx::row& row : rows) {
          changes.push_back(
              {{db::TextOf(row, "kind") == "DEVICE" ? auth::TokenKind::kDevice
                                                    : auth::TokenKind::kApiKey,
                db::TextOf(row, "event_id"), db::TextOf(row, "id")},
               HashesOf(row)});
        }
        return changes;
      });
}

absl::Status TokenStore::NoteUses(const std::vector<CredentialUse>& uses,
                                  absl::Time deadline) {
  // Each event's by themselves: events may be on different machines.
  std::map<std::string, UsesByKind> by_event;
  for (const CredentialUse& use : uses) {
    UseColumns& columns = by_event[use.key.event][use.key.kind];
    columns.ids.push_back(use.key.id);
    columns.times.push_back(use.time);
  }
  for (auto& [event, kinds] : by_event) {
    RETURN_IF_ERROR(NoteUsesOf(pool_, event, kinds, deadline));
  }
  return absl::OkStatus();
}

}  // namespace rollcall::access
