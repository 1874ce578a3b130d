#include "services/registration/privacy_store.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/api/email.h"
#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/attendance/attendance.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "common/trail/trail.h"
#include "registration_sql.h"
#include "services/registration/delegation_store.h"
#include "services/registration/queue_store.h"

namespace rollcall::registration {
namespace {

// A batch of this size is short enough for whoever waits for its locks.
constexpr int kExpiredPeople = 200;
constexpr int kExpiredRows = 1000;

// Who acts when the time has come.
constexpr char kRetention[] = "jobs/erase_expired";

// What tells people from others besides their registrations.
struct Identities {
  // Normalized, and as written: what quotes an address need not have its case
  // folded, which may change more than its case.
  std::set<std::string> addresses;
  std::set<std::string> external_ids;
};

// Connections as four array parameters.
struct ConnectionColumns {
  std::vector<std::string> sessions;
  std::vector<std::string> sources;
  std::vector<std::string> instances;
  std::vector<std::string> connections;
};

std::vector<std::string> ListOf(const std::set<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

std::vector<std::string> RegistrationsOf(const pqxx::result& rows) {
  std::vector<std::string> registrations;
  for (const pqxx::row& row : rows) {
    registrations.push_back(db::TextOf(row, "registration_id"));
  }
  return registrations;
}

absl::StatusOr<Identities> ListIdentities(
    db::Transaction& tx, const std::string& event,
    const std::vector<std::string>& registrations) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListIdentities, event, registrations));
  Identities identities;
  for (const pqxx::row& row : rows) {
    const std::string email = db::TextOf(row, "email");
    identities.addresses.insert(email);
    identities.addresses.insert(db::TextOf(row, "email_key"));
    // Another one where the event ignores parts of addresses.
    identities.addresses.insert(NormalizeEmail(email));
    if (const auto external_id = db::OptionalTextOf(row, "external_id")) {
      identities.external_ids.insert(*external_id);
    }
  }
  // One that is none would be that of all who gave none.
  identities.addresses.erase("");
  return identities;
}

// The connections that said they were one of `identities`.
absl::StatusOr<ConnectionColumns> ListClaimed(db::Transaction& tx,
                                              const std::string& event,
                                              const Identities& identities) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListParticipants, event));
  ConnectionColumns claimed;
  for (const pqxx::row& row : rows) {
    const auto is_theirs = [&](const char* column) {
      std::string address = NormalizeEmail(db::TextOf(row, column));
      if (db::BoolOf(row, "ignore_plus_alias")) {
        address = WithoutPlusAlias(address);
      }
      return identities.addresses.count(address) > 0;
    };
    if (!is_theirs("email") && !is_theirs("unverified_email") &&
        identities.external_ids.count(db::TextOf(row, "external_id")) == 0) {
      continue;
    }
    claimed.sessions.push_back(db::TextOf(row, "session_id"));
    claimed.sources.push_back(db::TextOf(row, "source"));
    claimed.instances.push_back(db::TextOf(row, "instance_id"));
    claimed.connections.push_back(db::TextOf(row, "connection_id"));
  }
  return claimed;
}

// Removes what was written and presented at doors about `registrations`, whose
// people `identities` tell from others.
absl::Status ClearWords(db::Transaction& tx, const std::string& event,
                        const std::vector<std::string>& registrations,
                        const Identities& identities) {
  const std::vector<std::string> addresses = ListOf(identities.addresses);
  const std::vector<std::string> ids = ListOf(identities.external_ids);
  for (const auto& statement :
       {sql::kClearAnnulmentWords, sql::kClearConflictNotes,
        sql::kClearDecisionWords}) {
    RETURN_IF_ERROR(
        tx.Exec(statement, event, registrations, addresses, ids).status());
  }
  return absl::OkStatus();
}

// Removes the personal data of `registrations`, which the transaction has
// locked. Returns those that were not erased before.
absl::StatusOr<std::vector<std::string>> EraseLocked(
    db::Transaction& tx, const std::string& event,
    const std::vector<std::string>& registrations) {
  ASSIGN_OR_RETURN(const pqxx::result marked,
                   tx.Exec(sql::kEraseRegistrations, event, registrations));
  std::vector<std::string> erased = RegistrationsOf(marked);
  if (erased.empty()) return erased;
  ASSIGN_OR_RETURN(const Identities identities,
                   ListIdentities(tx, event, erased));
  ASSIGN_OR_RETURN(const ConnectionColumns claimed,
                   ListClaimed(tx, event, identities));
  RETURN_IF_ERROR(tx.Exec(sql::kDeletePeople, event, erased).status());
  RETURN_IF_ERROR(tx.Exec(sql::kRevokeErasedTickets, event, erased).status());
  RETURN_IF_ERROR(tx.Exec(sql::kDeleteParticipants, event, erased,
                          claimed.sessions, claimed.sources, claimed.instances,
                          claimed.connections)
                      .status());
  RETURN_IF_ERROR(ClearWords(tx, event, erased, identities));
  return erased;
}

// Withdraws those of `registrations`, which the transaction has locked, that
// wait, offers their places to others, and returns them.
absl::StatusOr<std::vector<std::string>> WithdrawWaiting(
    db::Transaction& tx, const std::string& event,
    const std::vector<std::string>& registrations, Places places) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kWithdrawWaiting, event, registrations));
  for (const pqxx::row& row : rows) {
    if (db::BoolOf(row, "offered")) places.Free(PlacesOf(row));
    if (const auto delegation = db::OptionalTextOf(row, "delegation_id")) {
      RETURN_IF_ERROR(CountMember(
          tx, {event, *delegation},
          ParseEnumText<type::v1::Mode>(db::TextOf(row, "mode")), -1));
    }
  }
  if (!rows.empty()) RETURN_IF_ERROR(OfferFreePlaces(tx, event, places));
  return RegistrationsOf(rows);
}

// Returns whether any of `registrations` exists.
absl::StatusOr<bool> Erase(db::Transaction& tx, const std::string& event,
                           const std::vector<std::string>& registrations,
                           const auth::Act& act) {
  RETURN_IF_ERROR(LockPolicy(tx, event).status());
  ASSIGN_OR_RETURN(Places places, LockPlaces(tx, event));
  ASSIGN_OR_RETURN(const std::vector<std::string> locked,
                   attendance::LockRegistrations(tx, event, registrations));
  ASSIGN_OR_RETURN(const std::vector<std::string> withdrawn,
                   WithdrawWaiting(tx, event, locked, std::move(places)));
  ASSIGN_OR_RETURN(const std::vector<std::string> erased,
                   EraseLocked(tx, event, locked));
  if (!withdrawn.empty()) {
    RETURN_IF_ERROR(attendance::Refresh(tx, event, withdrawn));
  }
  std::vector<audit::Entry> entries;
  for (const std::string& registration : erased) {
    entries.push_back(
        trail::EntryOf(act, RegistrationName{event, registration}.ToString()));
  }
  if (!entries.empty()) {
    RETURN_IF_ERROR(trail::Append(tx, event, trail::kActs, entries));
  }
  return !locked.empty();
}

// What connections and scans said goes first: while it is there, it is searched
// for the people of each batch. Returns whether there was anything to erase.
absl::StatusOr<bool> EraseBatch(db::Transaction& tx, const std::string& event) {
  for (const auto& statement :
       {sql::kDeleteAllParticipants, sql::kClearAllAnnulmentWords,
        sql::kClearAllConflictNotes, sql::kClearAllDecisionWords}) {
    ASSIGN_OR_RETURN(const pqxx::result removed,
                     tx.Exec(statement, event, kExpiredRows));
    if (removed.empty()) continue;
    const auth::Act act{kRetention, "", statement.name,
                        absl::StrCat("rows=", removed.size())};
    RETURN_IF_ERROR(trail::Record(tx, event, act, EventName{event}.ToString()));
    return true;
  }
  ASSIGN_OR_RETURN(const pqxx::result people,
                   tx.Exec(sql::kListPeople, event, kExpiredPeople));
  if (people.empty()) return false;
  return Erase(tx, event, RegistrationsOf(people),
               {kRetention, "", "erase_expired", ""});
}

// Everything that is kept about the person.
absl::StatusOr<std::string> ReadDocument(db::Transaction& tx,
                                         const RegistrationName& name) {
  ASSIGN_OR_RETURN(const Identities identities,
                   ListIdentities(tx, name.event, {name.registration}));
  ASSIGN_OR_RETURN(const ConnectionColumns claimed,
                   ListClaimed(tx, name.event, identities));
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kExportPersonalData, name.event,
                           name.registration, claimed.sessions, claimed.sources,
                           claimed.instances, claimed.connections));
  if (rows.empty()) return NotFound(name);
  return db::TextOf(rows.front(), "document");
}

}  // namespace

absl::Status PrivacyStore::EraseRegistration(const RegistrationName& name,
                                             const auth::Act& act,
                                             absl::Time deadline) {
  return db::Transact(
             pool_, deadline,
             [&](db::Transaction& tx) -> absl::StatusOr<bool> {
               absl::StatusOr<bool> exists =
                   Erase(tx, name.event, {name.registration}, act);
               // What the caller named is the registration.
               if (ReasonOf(exists.status()) == error::v1::EVENT_NOT_FOUND ||
                   (exists.ok() && !*exists)) {
                 return NotFound(name);
               }
               return exists;
             })
      .status();
}

absl::StatusOr<bool> PrivacyStore::EraseExpired(const std::string& event,
                                                absl::Time deadline) {
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<bool> {
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(sql::kFindPersonalData, event));
        if (rows.empty()) return false;
        return EraseBatch(tx, event);
      });
}

absl::StatusOr<std::string> PrivacyStore::ExportPersonalData(
    const RegistrationName& name, const auth::Act& act, absl::Time deadline) {
  ASSIGN_OR_RETURN(std::string document,
                   db::ReadSnapshot(pool_, deadline, [&](db::Transaction& tx) {
                     return ReadDocument(tx, name);
                   }));
  RETURN_IF_ERROR(
      db::Transact(pool_, deadline,
                   [&](db::Transaction& tx) -> absl::StatusOr<bool> {
                     RETURN_IF_ERROR(
                         trail::Record(tx, name.event, act, name.ToString()));
                     return true;
                   })
          .status());
  return document;
}

}  // namespace rollcall::registration
