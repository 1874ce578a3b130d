#include "services/registration/import_store.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/api/enum_text.h"
#include "common/api/limits.h"
#include "common/api/name_search.h"
#include "common/api/not_found.h"
#include "common/api/request_key.h"
#include "common/attendance/attendance.h"
#include "common/base/uuid.h"
#include "common/db/null_if_empty.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "common/trail/trail.h"
#include "enrolment_sql.h"
#include "registration_sql.h"
#include "services/registration/delegation_store.h"
#include "services/registration/import_message.h"
#include "services/registration/life_cycle.h"
#include "services/registration/queue_store.h"
#include "services/registration/registration_store.h"
#include "services/registration/ticket_store.h"

namespace rollcall::registration {
namespace {

constexpr int kBatch = 1000;

// Who of those whom the import names is registered, by normalized address and
// by external id.
struct Taken {
  std::unordered_set<std::string> emails;
  std::unordered_set<std::string> external_ids;
};

// What the rows of one import share.
struct Context {
  EventName event;
  EventPolicy policy;
  References references;
  Places places;
  Taken taken;
  ImportResult result;
  // Those that rows named, locked, with the members that they get; nothing for
  // one that the event does not have.
  std::map<std::string, std::optional<Delegation>> delegations;
  // The registrations made.
  std::vector<std::string> created;
};

// Adds to `taken` who of `rows` is registered already.
absl::Status FindTaken(db::Transaction& tx, const std::string& event,
                       const std::vector<ImportRow>& rows, Taken& taken) {
  std::vector<std::string> emails;
  std::vector<std::string> external_ids;
  for (const ImportRow& row : rows) {
    const Person& person = row.registration.person;
    emails.push_back(person.email_key);
    if (!person.external_id.empty()) external_ids.push_back(person.external_id);
  }
  ASSIGN_OR_RETURN(
      const pqxx::result found,
      tx.Exec(sql::kFindTakenIdentities, event, emails, external_ids));
  for (const pqxx::row& row : found) {
    if (auto email = db::OptionalTextOf(row, "email_key")) {
      taken.emails.insert(*std::move(email));
    }
    if (auto id = db::OptionalTextOf(row, "external_id")) {
      taken.external_ids.insert(*std::move(id));
    }
  }
  return absl::OkStatus();
}

RowError ErrorOf(int line, const absl::Status& status,
                 const std::string& field) {
  return {line, field, error::v1::ErrorReason_Name(ReasonOf(status)),
          std::string(status.message())};
}

// Locks the delegations that `rows` name, in the order of their ids.
absl::Status LockDelegations(db::Transaction& tx,
                             const std::vector<ImportRow>& rows,
                             Context& context) {
  std::set<std::string> named;
  for (const ImportRow& row : rows) {
    const std::string& id = row.registration.delegation_id;
    if (!id.empty() && context.delegations.count(id) == 0) named.insert(id);
  }
  for (const std::string& id : named) {
    absl::StatusOr<Delegation> locked =
        LockDelegation(tx, {context.event.event, id});
    if (ReasonOf(locked.status()) == error::v1::DELEGATION_NOT_FOUND) {
      context.delegations[id] = std::nullopt;
      continue;
    }
    ASSIGN_OR_RETURN(context.delegations[id], std::move(locked));
  }
  return absl::OkStatus();
}

// Makes `registration` a member of the delegation that it names, if it names
// one. Fails with DELEGATION_NOT_FOUND or DELEGATION_QUOTA_FULL.
absl::Status Join(Registration& registration, Context& context) {
  const std::string& id = registration.delegation_id;
  if (id.empty()) return absl::OkStatus();
  std::optional<Delegation>& delegation = context.delegations[id];
  const DelegationName name{context.event.event, id};
  if (!delegation) return NotFound(name);
  Quota& quota = registration.mode == type::v1::MODE_IN_PERSON
                     ? delegation->in_person
                     : delegation->online;
  if (quota.limit && quota.count >= *quota.limit) {
    return QuotaFull(name, registration.mode);
  }
  ++quota.count;
  if (registration.country_code.empty()) {
    registration.country_code = delegation->country_code;
  }
  return absl::OkStatus();
}

// Chooses those of `rows` to register, with names and states, and accounts for
// the others.
std::vector<ImportRow> Choose(std::vector<ImportRow> rows, Context& context) {
  Taken& taken = context.taken;
  std::vector<ImportRow> chosen;
  for (ImportRow& row : rows) {
    Registration& registration = row.registration;
    const Person& person = registration.person;
    const absl::Status known =
        CheckReferences(context.references, context.event, registration);
    if (!known.ok()) {
      const bool is_sector = ReasonOf(known) == error::v1::SECTOR_NOT_FOUND;
      context.result.Fail(
          {ErrorOf(row.line, known, is_sector ? "sector_id" : "sessions")});
      continue;
    }
    if (taken.emails.count(person.email_key) != 0) {
      ++context.result.unchanged;
      continue;
    }
    if (!person.external_id.empty() &&
        taken.external_ids.count(person.external_id) != 0) {
      context.result.Fail(
          {{row.line, "person.external_id",
            error::v1::ErrorReason_Name(error::v1::EXTERNAL_ID_TAKEN),
            "The external id belongs to another registration."}});
      continue;
    }
    if (const absl::Status joined = Join(registration, context); !joined.ok()) {
      context.result.Fail({ErrorOf(row.line, joined, "delegation")});
      continue;
    }
    taken.emails.insert(person.email_key);
    if (!person.external_id.empty()) {
      taken.external_ids.insert(person.external_id);
    }
    registration.name = {context.event.event, NewUuid()};
    registration.state = Admit(
        context.policy.approval,
        PlacesFor(registration.mode, registration.sessions), context.places);
    chosen.push_back(std::move(row));
  }
  return chosen;
}

template <typename Get>
auto Column(const std::vector<ImportRow>& rows, const Get& get)
    -> std::vector<decltype(get(rows.front().registration))> {
  std::vector<decltype(get(rows.front().registration))> column;
  column.reserve(rows.size());
  for (const ImportRow& row : rows) column.push_back(get(row.registration));
  return column;
}

// Inserts `rows`; returns the registrations that are stored.
absl::StatusOr<std::unordered_set<std::string>> InsertPeople(
    db::Transaction& tx, const std::string& event,
    const std::vector<ImportRow>& rows) {
  const auto ids =
      Column(rows, [](const auto& r) { return r.name.registration; });
  ASSIGN_OR_RETURN(
      const pqxx::result added,
      tx.Exec(
          sql::kInsertRegistrations, event, ids,
          Column(rows, [](const auto& r) { return EnumText(r.state); }),
          Column(rows, [](const auto& r) { return EnumText(r.mode); }),
          Column(rows,
                 [](const auto& r) { return db::NullIfEmpty(r.country_code); }),
          Column(rows,
                 [](const auto& r) { return db::NullIfEmpty(r.sector_id); }),
          Column(rows, [](const auto&) { return NewUuid(); }),
          // Nobody knows the request ids, so that nothing is compared with it.
          Column(rows, [](const auto&) { return db::ByteaParam(""); }),
          Column(rows, [](const auto& r) { return r.person.display_name; }),
          Column(rows, [](const auto& r) { return r.person.email; }),
          Column(rows, [](const auto& r) { return r.person.email_key; }),
          Column(rows,
                 [](const auto& r) {
                   return db::NullIfEmpty(r.person.external_id);
                 }),
          Column(rows, [](const auto& r) { return r.person.organization; }),
          Column(rows, [](const auto& r) { return r.person.job_title; }),
          Column(
              rows,
              [](const auto& r) { return db::NullIfEmpty(r.delegation_id); }),
          Column(rows, [](const auto& r) { return r.waitlist_priority; }),
          Column(rows,
                 [](const auto& r) { return FoldName(r.person.display_name); }),
          Column(rows, [](const auto& r) { return r.blocked; })));
  std::unordered_set<std::string> stored;
  for (const pqxx::row& row : added) {
    stored.insert(db::TextOf(row, "registration_id"));
  }
  std::vector<std::string> taken;
  for (const std::string& id : ids) {
    if (stored.count(id) == 0) taken.push_back(id);
  }
  if (!taken.empty()) {
    RETURN_IF_ERROR(
        tx.Exec(enrolment::sql::kDeleteRegistrations, event, taken).status());
  }
  return stored;
}

absl::Status InsertSessions(db::Transaction& tx, const std::string& event,
                            const std::vector<ImportRow>& rows) {
  std::vector<std::string> registrations;
  std::vector<std::string> sessions;
  for (const ImportRow& row : rows) {
    for (const std::string& session : row.registration.sessions) {
      registrations.push_back(row.registration.name.registration);
      sessions.push_back(session);
    }
  }
  if (sessions.empty()) return absl::OkStatus();
  return tx
      .Exec(sql::kInsertRegistrationSessions, event, registrations, sessions)
      .status();
}

absl::Status Insert(db::Transaction& tx, std::vector<ImportRow> rows,
                    Context& context) {
  if (rows.empty()) return absl::OkStatus();
  const std::string& event = context.event.event;
  ASSIGN_OR_RETURN(const auto stored, InsertPeople(tx, event, rows));
  // Where places are limited nobody registers meanwhile; elsewhere a concurrent
  // call may have registered the same person, and there is no place to give
  // back.
  const size_t all = rows.size();
  rows.erase(std::remove_if(rows.begin(), rows.end(),
                            [&](const ImportRow& row) {
                              const auto& id =
                                  row.registration.name.registration;
                              return stored.count(id) == 0;
                            }),
             rows.end());
  context.result.unchanged += static_cast<int>(all - rows.size());
  RETURN_IF_ERROR(InsertSessions(tx, event, rows));
  std::vector<std::string> confirmed;
  for (const ImportRow& row : rows) {
    const Registration& registration = row.registration;
    context.created.push_back(registration.name.registration);
    ++context.result.created;
    if (!registration.delegation_id.empty()) {
      RETURN_IF_ERROR(CountMember(tx, {event, registration.delegation_id},
                                  registration.mode, 1));
    }
    if (registration.state == v1::Registration::STATE_WAITLISTED) {
      ++context.result.waitlisted;
    }
    if (registration.state == v1::Registration::STATE_CONFIRMED) {
      confirmed.push_back(registration.name.registration);
    }
  }
  return IssueTickets(tx, event, confirmed);
}

// Why a transaction ends without a commit: nothing is to be written.
absl::Status WriteNothing() { return absl::CancelledError("import"); }

// Makes the import's row, which also makes a concurrent one with the same id
// wait. The result of the import that made it before, if one did.
absl::StatusOr<std::optional<ImportResult>> Begin(
    db::Transaction& tx, const ImportRequest& request) {
  const std::string& event = request.event.event;
  ASSIGN_OR_RETURN(const pqxx::result added,
                   tx.Exec(sql::kInsertImport, event, request.request_id));
  if (!added.empty()) return std::optional<ImportResult>();
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindImport, event, request.request_id));
  if (rows.empty()) return absl::InternalError("insert_import: no conflict");
  return std::optional(ParseResult(db::BytesOf(rows.front(), "response")));
}

absl::Status RegisterAll(db::Transaction& tx, ImportSpool& spool,
                         Context& context) {
  RETURN_IF_ERROR(spool.Rewind());
  for (;;) {
    ASSIGN_OR_RETURN(const auto messages, spool.Next(kBatch));
    if (messages.empty()) break;
    std::vector<ImportRow> rows;
    for (const auto& message : messages) {
      FieldChecker checked_before;
      rows.push_back(ParseRow(message, context.event, checked_before));
      Registration& registration = rows.back().registration;
      registration = KeyedFor(context.policy, std::move(registration));
    }
    RETURN_IF_ERROR(FindTaken(tx, context.event.event, rows, context.taken));
    RETURN_IF_ERROR(LockDelegations(tx, rows, context));
    RETURN_IF_ERROR(Insert(tx, Choose(std::move(rows), context), context));
  }
  const std::string& event = context.event.event;
  return SavePlaces(tx, event, context.places);
}

}  // namespace

absl::StatusOr<ImportResult> ImportStore::Import(const ImportRequest& request,
                                                 ImportSpool& spool,
                                                 const ImportResult& result,
                                                 const auth::Act& act,
                                                 absl::Time deadline) {
  // What an import that writes nothing found.
  std::optional<ImportResult> unwritten;
  absl::StatusOr<ImportResult> written = db::Transact(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<ImportResult> {
        unwritten.reset();
        Context context{request.event, {}, {}, {}, {}, result, {}, {}};
        ASSIGN_OR_RETURN(context.policy, LockPolicy(tx, request.event.event));
        ASSIGN_OR_RETURN(auto before, Begin(tx, request));
        if (before) return *std::move(before);
        ASSIGN_OR_RETURN(context.references, LoadReferences(tx, request.event));
        ASSIGN_OR_RETURN(context.places, LockPlaces(tx, request.event.event));
        RETURN_IF_ERROR(RegisterAll(tx, spool, context));
        ImportResult& found = context.result;
        const bool refused = found.failed > 0 && !request.skip_bad;
        if (refused) found.created = found.waitlisted = 0;
        if (refused || request.dry_run) {
          unwritten = std::move(found);
          return WriteNothing();
        }
        RETURN_IF_ERROR(tx.Exec(sql::kSaveImport, request.event.event,
                                request.request_id,
                                db::ByteaParam(RenderResult(found)))
                            .status());
        if (!context.created.empty()) {
          RETURN_IF_ERROR(
              attendance::Refresh(tx, request.event.event, context.created));
        }
        auth::Act import = act;
        import.detail = absl::StrCat(
            "created=", found.created, ",unchanged=", found.unchanged,
            ",failed=", found.failed, ",waitlisted=", found.waitlisted);
        RETURN_IF_ERROR(trail::Record(tx, request.event.event, import,
                                      request.event.ToString()));
        return std::move(context.result);
      });
  if (unwritten) return *std::move(unwritten);
  return written;
}

}  // namespace rollcall::registration
