#include "common/enrolment/registration_store.h"

#include <map>
#include <set>
#include <vector>

#include "absl/strings/str_split.h"

#include "common/api/enum_text.h"
#include "common/api/name_search.h"
#include "common/db/null_if_empty.h"
#include "common/status/error.h"
#include "enrolment_sql.h"

namespace rollcall::enrolment {
namespace {

absl::StatusOr<std::set<std::string>> ListSectorIds(db::Transaction& tx,
                                                    const std::string& event) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(sql::kListSectors, event));
  std::set<std::string> ids;
  for (const pqxx::row& row : rows) ids.insert(db::TextOf(row, "sector_id"));
  return ids;
}

// Of all sessions of the event, unless `sessions` are given.
absl::StatusOr<std::map<std::string, std::set<std::string>>> ListSessionModes(
    db::Transaction& tx, const std::string& event,
    const std::optional<std::vector<std::string>>& sessions) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListSessionRules, event, sessions));
  std::map<std::string, std::set<std::string>> modes;
  for (const pqxx::row& row : rows) {
    modes[db::TextOf(row, "session_id")] = absl::StrSplit(
        db::TextOf(row, "allowed_modes"), ',', absl::SkipEmpty());
  }
  return modes;
}

}  // namespace

absl::Status CheckReferences(db::Transaction& tx, const EventName& event,
                             const Registration& registration) {
  References references;
  if (!registration.sector_id.empty()) {
    ASSIGN_OR_RETURN(references.sectors, ListSectorIds(tx, event.event));
  }
  if (!registration.sessions.empty()) {
    ASSIGN_OR_RETURN(references.session_modes,
                     ListSessionModes(tx, event.event, registration.sessions));
  }
  return CheckReferences(references, event, registration);
}

absl::StatusOr<References> LoadReferences(db::Transaction& tx,
                                          const EventName& event) {
  References references;
  ASSIGN_OR_RETURN(references.sectors, ListSectorIds(tx, event.event));
  ASSIGN_OR_RETURN(references.session_modes,
                   ListSessionModes(tx, event.event, std::nullopt));
  return references;
}

absl::StatusOr<std::optional<MadeRegistration>> FindRequest(
    db::Transaction& tx, const EventName& event,
    const std::string& request_id) {
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kFindRegistrationRequest, event.event, request_id));
  if (rows.empty()) return std::optional<MadeRegistration>();
  const pqxx::row row = rows.front();
  return std::optional(
      MadeRegistration{{event.event, db::TextOf(row, "registration_id")},
                       db::BytesOf(row, "request_hash")});
}

absl::StatusOr<Inserted> InsertRegistration(db::Transaction& tx,
                                            const Registration& registration,
                                            const RequestKey& key) {
  const auto& [event, id] = registration.name;
  const Person& person = registration.person;
  ASSIGN_OR_RETURN(
      const pqxx::result added,
      tx.Exec(sql::kInsertRegistration, event, id, EnumText(registration.state),
              EnumText(registration.mode),
              db::NullIfEmpty(registration.country_code),
              db::NullIfEmpty(registration.sector_id), key.id,
              db::ByteaParam(key.hash), person.display_name, person.email,
              person.email_key, db::NullIfEmpty(person.external_id),
              person.organization, person.job_title,
              db::NullIfEmpty(registration.delegation_id),
              registration.waitlist_priority, FoldName(person.display_name),
              registration.sessions, registration.blocked));
  if (!db::BoolOf(added.front(), "registered")) return Inserted::kRequestTaken;
  if (db::BoolOf(added.front(), "named")) return Inserted::kYes;
  RETURN_IF_ERROR(
      tx.Exec(sql::kDeleteRegistrations, event, std::vector{id}).status());
  return Inserted::kPersonTaken;
}

absl::StatusOr<std::optional<RegistrationName>> FindByEmail(
    db::Transaction& tx, const EventName& event, const Person& person) {
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kFindRegistrationByEmail, event.event, person.email_key));
  if (rows.empty()) return std::optional<RegistrationName>();
  return std::optional(RegistrationName{
      event.event, db::TextOf(rows.front(), "registration_id")});
}

absl::Status ExternalIdTaken(db::Transaction& tx, const EventName& event,
                             const Person& person) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindRegistrationByExternalId, event.event,
                           person.external_id));
  // Whoever was in the way has gone since.
  if (rows.empty()) return tx.RunAgain();
  const RegistrationName holder{event.event,
                                db::TextOf(rows.front(), "registration_id")};
  return Error(error::v1::EXTERNAL_ID_TAKEN,
               "The external id belongs to another registration.",
               {{"registration", holder.ToString()}});
}

absl::Status PersonTaken(db::Transaction& tx, const EventName& event,
                         const Person& person) {
  ASSIGN_OR_RETURN(const auto holder, FindByEmail(tx, event, person));
  if (!holder) return ExternalIdTaken(tx, event, person);
  return Error(error::v1::EMAIL_TAKEN,
               "The e-mail belongs to another registration.",
               {{"registration", holder->ToString()}});
}

}  // namespace rollcall::enrolment
