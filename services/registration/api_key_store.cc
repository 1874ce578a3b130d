#include "services/registration/api_key_store.h"

#include <utility>

#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/auth/token_text.h"
#include "common/base/uuid.h"
#include "common/db/null_if_empty.h"
#include "common/db/secret_param.h"
#include "common/db/transact.h"
#include "common/trail/trail.h"
#include "registration_sql.h"
#include "services/registration/event_store.h"

namespace rollcall::registration {
namespace {

ApiKey ApiKeyOf(const std::string& event, const pqxx::row& row) {
  ApiKey key;
  key.name = {event, db::TextOf(row, "api_key_id")};
  key.display_name = db::TextOf(row, "display_name");
  key.role = ParseEnumText<access::v1::Role>(db::TextOf(row, "role"));
  key.expire_time = db::TimeOf(row, "expire_time");
  key.revoked = db::BoolOf(row, "revoked");
  key.create_time = db::TimeOf(row, "create_time");
  key.last_use_time = db::OptionalTimeOf(row, "last_use_time");
  return key;
}

absl::StatusOr<ApiKey> Load(db::Transaction& tx, const ApiKeyName& name) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kGetApiKey, name.event, name.api_key));
  if (rows.empty()) return NotFound(name);
  return ApiKeyOf(name.event, rows.front());
}

// Gives the API key that `key` made another text, if it may have one.
absl::StatusOr<ApiKeyStore::Issued> ReplayCreate(db::Transaction& tx,
                                                 const EventName& event,
                                                 const RequestKey& key) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindApiKeyRequest, event.event, key.id));
  if (rows.empty()) return tx.RunAgain();
  const pqxx::row row = rows.front();
  RETURN_IF_ERROR(CheckReplay(key, key.id, db::BytesOf(row, "request_hash"),
                              RequestIdReused(key)));
  RETURN_IF_ERROR(tx.ConfirmReads());
  const ApiKeyName name{event.event, db::TextOf(row, "api_key_id")};
  const std::string text = auth::NewApiKeyText(name.event, name.api_key);
  ASSIGN_OR_RETURN(const pqxx::result changed,
                   tx.Exec(sql::kSetApiKeyHash, name.event, name.api_key,
                           db::SecretParam(text)));
  ASSIGN_OR_RETURN(ApiKey stored, Load(tx, name));
  return ApiKeyStore::Issued{std::move(stored),
                             changed.empty() ? std::string() : text};
}

}  // namespace

absl::StatusOr<ApiKeyStore::Issued> ApiKeyStore::CreateApiKey(
    const EventName& event, const ApiKey& api_key, const RequestKey& key,
    const auth::Act& act, absl::Time deadline) {
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Issued> {
        RETURN_IF_ERROR(CheckEventExists(tx, event));
        const ApiKeyName name{event.event, NewUuid()};
        const std::string text = auth::NewApiKeyText(name.event, name.api_key);
        ASSIGN_OR_RETURN(const pqxx::result added,
                         tx.Exec(sql::kInsertApiKey, name.event, name.api_key,
                                 api_key.display_name, EnumText(api_key.role),
                                 db::SecretParam(text), api_key.expire_time,
                                 key.id, db::ByteaParam(key.hash)));
        if (added.empty()) {
          ASSIGN_OR_RETURN(Issued again, ReplayCreate(tx, event, key));
          if (!again.text.empty()) {
            RETURN_IF_ERROR(
                trail::Record(tx, event.event, act, again.key.name.ToString()));
          }
          return again;
        }
        ASSIGN_OR_RETURN(ApiKey stored, Load(tx, name));
        RETURN_IF_ERROR(trail::Record(tx, event.event, act, name.ToString()));
        return Issued{std::move(stored), text};
      });
}

absl::StatusOr<ApiKey> ApiKeyStore::RevokeApiKey(const ApiKeyName& name,
                                                 const auth::Act& act,
                                                 absl::Time deadline) {
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<ApiKey> {
        ASSIGN_OR_RETURN(const pqxx::result revoked,
                         tx.Exec(sql::kRevokeApiKey, name.event, name.api_key));
        if (!revoked.empty()) {
          RETURN_IF_ERROR(trail::Record(tx, name.event, act, name.ToString()));
        }
        return Load(tx, name);
      });
}

absl::StatusOr<std::vector<ApiKey>> ApiKeyStore::ListApiKeys(
    const EventName& event, const Page& page, absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<ApiKey>> {
        RETURN_IF_ERROR(CheckEventExists(tx, event));
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(sql::kListApiKeys, event.event,
                                 db::NullIfEmpty(page.key), page.size + 1));
        std::vector<ApiKey> keys;
        for (const pqxx::row& row : rows) {
          keys.push_back(ApiKeyOf(event.event, row));
        }
        return keys;
      });
}

}  // namespace rollcall::registration
