#include "services/registration/delegation_store.h"

#include "common/api/enum_text.h"
#include "common/api/etag.h"
#include "common/api/not_found.h"
#include "common/auth/token_text.h"
#include "common/base/uuid.h"
#include "common/db/null_if_empty.h"
#include "common/db/secret_param.h"
#include "common/status/error.h"
#include "common/trail/trail.h"
#include "registration_sql.h"
#include "services/registration/event_store.h"

namespace rollcall::registration {
namespace {

Delegation DelegationOf(const std::string& event, const pqxx::row& row) {
  Delegation delegation;
  delegation.name = {event, db::TextOf(row, "delegation_id")};
  delegation.display_name = db::TextOf(row, "display_name");
  delegation.country_code = db::TextOf(row, "country_code");
  delegation.organization = db::TextOf(row, "organization");
  delegation.head_id = db::OptionalTextOf(row, "head_id").value_or("");
  delegation.in_person = {db::OptionalIntOf(row, "in_person_quota"),
                          db::IntOf(row, "in_person_count")};
  delegation.online = {db::OptionalIntOf(row, "online_quota"),
                       db::IntOf(row, "online_count")};
  delegation.create_time = db::TimeOf(row, "create_time");
  delegation.version = db::IntOf(row, "version");
  return delegation;
}

absl::StatusOr<Delegation> Load(db::Transaction& tx,
                                const DelegationName& name) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kGetDelegation, name.event, name.delegation));
  if (rows.empty()) return NotFound(name);
  return DelegationOf(name.event, rows.front());
}

// Gives the delegation that `key` made before the new `token`.
absl::StatusOr<Delegation> Replay(db::Transaction& tx, const EventName& event,
                                  const RequestKey& key,
                                  const std::string& token) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindDelegationRequest, event.event, key.id));
  if (rows.empty()) return tx.RunAgain();
  const pqxx::row row = rows.front();
  if (CompareWith(key, key.id, db::BytesOf(row, "request_hash")) ==
      Replay::kReused) {
    return RequestIdReused(key);
  }
  const DelegationName name{event.event, db::TextOf(row, "delegation_id")};
  ASSIGN_OR_RETURN(const pqxx::result changed,
                   tx.Exec(sql::kSetDelegationToken, name.event,
                           name.delegation, db::SecretParam(token)));
  if (changed.empty()) return NotFound(name);
  return Load(tx, name);
}

// The registration's column `live` if it is of the delegation, else nothing.
absl::StatusOr<std::optional<bool>> FindMember(
    db::Transaction& tx, const DelegationName& delegation,
    const std::string& registration) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindMember, delegation.event,
                           delegation.delegation, registration));
  if (rows.empty()) return std::optional<bool>();
  return std::optional(db::BoolOf(rows.front(), "live"));
}

absl::Status CheckHead(db::Transaction& tx, const Delegation& delegation) {
  if (delegation.head_id.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<bool> live,
                   FindMember(tx, delegation.name, delegation.head_id));
  if (live.value_or(false)) return absl::OkStatus();
  return Error(
      error::v1::HEAD_NOT_A_MEMBER,
      "Only a member who is PENDING, CONFIRMED or WAITLISTED can be the head.",
      {{"delegation", delegation.name.ToString()},
       {"registration",
        RegistrationName{delegation.name.event, delegation.head_id}
            .ToString()}});
}

// Whether `stored` is as `changed` already, with the head's `token` if that is
// to be another one.
absl::StatusOr<bool> IsDone(db::Transaction& tx, const Delegation& stored,
                            const Delegation& changed,
                            const std::string& token) {
  if (changed != stored || token.empty()) return changed == stored;
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindDelegationByToken, stored.name.event,
                           stored.name.delegation, db::SecretParam(token)));
  return !rows.empty();
}

// `written` is the version that an earlier run made whose commit was in doubt,
// and becomes that of this one.
absl::StatusOr<Delegation> Update(db::Transaction& tx,
                                  const DelegationName& name,
                                  const std::string& etag,
                                  DelegationStore::Change change,
                                  const std::string& token,
                                  const auth::Act& act, int64_t& written) {
  ASSIGN_OR_RETURN(const Delegation stored, LockDelegation(tx, name));
  const absl::Status fresh = CheckEtag(etag, stored.version, name.ToString());
  const bool may_be_done = stored.version == written;
  if (!may_be_done) RETURN_IF_ERROR(fresh);
  ASSIGN_OR_RETURN(const Delegation changed, change(stored));
  if (may_be_done) {
    ASSIGN_OR_RETURN(const bool is_done, IsDone(tx, stored, changed, token));
    if (is_done) return stored;
    RETURN_IF_ERROR(fresh);
  }
  written = stored.version + 1;
  RETURN_IF_ERROR(CheckHead(tx, changed));
  RETURN_IF_ERROR(CheckQuotas(changed));
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kUpdateDelegation, name.event, name.delegation,
              changed.display_name, changed.country_code, changed.organization,
              db::NullIfEmpty(changed.head_id), changed.in_person.limit,
              changed.online.limit,
              token.empty() ? db::Param() : db::SecretParam(token)));
  if (rows.empty()) return NotFound(name);
  RETURN_IF_ERROR(trail::Record(tx, name.event, act, name.ToString()));
  return Load(tx, name);
}

}  // namespace

absl::StatusOr<DelegationStore::Issued> DelegationStore::CreateDelegation(
    const EventName& event, const Delegation& delegation, const RequestKey& key,
    const auth::Act& act, absl::Time deadline) {
  // One for all runs of the body: the answer of the last is the one that goes
  // out.
  const std::string token = auth::NewHeadToken(event.event);
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Issued> {
        RETURN_IF_ERROR(CheckEventExists(tx, event));
        const DelegationName name{event.event, NewUuid()};
        ASSIGN_OR_RETURN(
            const pqxx::result added,
            tx.Exec(sql::kInsertDelegation, name.event, name.delegation,
                    delegation.display_name, delegation.country_code,
                    delegation.organization, delegation.in_person.limit,
                    delegation.online.limit, db::SecretParam(token), key.id,
                    db::ByteaParam(key.hash)));
        ASSIGN_OR_RETURN(Delegation stored, added.empty()
                                                ? Replay(tx, event, key, token)
                                                : Load(tx, name));
        RETURN_IF_ERROR(
            trail::Record(tx, event.event, act, stored.name.ToString()));
        return Issued{std::move(stored), token};
      });
}

absl::StatusOr<std::vector<Delegation>> DelegationStore::ListDelegations(
    const EventName& event, const Page& page, absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<Delegation>> {
        RETURN_IF_ERROR(CheckEventExists(tx, event));
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(sql::kListDelegations, event.event,
                                 db::NullIfEmpty(page.key), page.size + 1));
        std::vector<Delegation> delegations;
        for (const pqxx::row& row : rows) {
          delegations.push_back(DelegationOf(event.event, row));
        }
        return delegations;
      });
}

absl::StatusOr<DelegationStore::Issued> DelegationStore::UpdateDelegation(
    const DelegationName& name, const std::string& etag, Change change,
    bool rotate_token, const auth::Act& act, absl::Time deadline) {
  const std::string token =
      rotate_token ? auth::NewHeadToken(name.event) : std::string();
  int64_t written = 0;
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Issued> {
        ASSIGN_OR_RETURN(Delegation stored,
                         Update(tx, name, etag, change, token, act, written));
        return Issued{std::move(stored), token};
      });
}

absl::Status DelegationStore::CheckMember(const DelegationName& delegation,
                                          const RegistrationName& registration,
                                          absl::Time deadline) {
  if (registration.event != delegation.event) return NotFound(registration);
  ASSIGN_OR_RETURN(const std::optional<bool> member,
                   db::ReadSnapshot(pool_, deadline, [&](db::Transaction& tx) {
                     return FindMember(tx, delegation,
                                       registration.registration);
                   }));
  return member ? absl::OkStatus() : NotFound(registration);
}

absl::StatusOr<Delegation> LockDelegation(db::Transaction& tx,
                                          const DelegationName& name) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kLockDelegation, name.event, name.delegation));
  if (rows.empty()) return NotFound(name);
  return Load(tx, name);
}

absl::Status CountMember(db::Transaction& tx, const DelegationName& name,
                         type::v1::Mode mode, int change) {
  ASSIGN_OR_RETURN(const pqxx::result counted,
                   tx.Exec(sql::kCountMember, name.event, name.delegation,
                           EnumText(mode), change));
  if (!counted.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(Load(tx, name).status());
  return QuotaFull(name, mode);
}

}  // namespace rollcall::registration
