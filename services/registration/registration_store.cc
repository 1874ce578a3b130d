#include "services/registration/registration_store.h"

#include <optional>

#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/attendance/attendance.h"
#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "common/ticket/ticket.h"
#include "registration_sql.h"

namespace rollcall::registration {
namespace {

// A collision of 40 random bits is rare even among millions of codes; several
// in a row are a fault.
constexpr int kMaxTicketAttempts = 8;

std::optional<std::string> NullIfEmpty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

absl::Status CheckEventExists(db::Transaction& tx, const EventName& event) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindEventRequest, event.event));
  if (!rows.empty()) return absl::OkStatus();
  return NotFound(event);
}

absl::Status CheckSectorExists(db::Transaction& tx, const EventName& event,
                               const std::string& sector) {
  if (sector.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindSector, event.event, sector));
  if (!rows.empty()) return absl::OkStatus();
  return Error(error::v1::SECTOR_NOT_FOUND,
               "The event has no such sector; GetEvent lists those it has.",
               {{"sector", sector}, {"event", event.ToString()}});
}

Registration RegistrationOf(const std::string& event, const pqxx::row& row) {
  Registration registration;
  registration.name = {event, db::TextOf(row, "registration_id")};
  registration.state =
      ParseEnumText<v1::Registration::State>(db::TextOf(row, "state"));
  registration.mode = ParseEnumText<type::v1::Mode>(db::TextOf(row, "mode"));
  registration.person = {db::TextOf(row, "display_name"),
                         db::TextOf(row, "email"),
                         db::TextOf(row, "email_key"),
                         db::OptionalTextOf(row, "external_id").value_or(""),
                         db::TextOf(row, "organization"),
                         db::TextOf(row, "job_title")};
  registration.country_code =
      db::OptionalTextOf(row, "country_code").value_or("");
  registration.sector_id = db::OptionalTextOf(row, "sector_id").value_or("");
  registration.create_time = db::TimeOf(row, "create_time");
  return registration;
}

absl::StatusOr<Registration> Load(db::Transaction& tx,
                                  const RegistrationName& name) {
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kGetRegistration, name.event, name.registration));
  if (rows.empty()) return NotFound(name);
  return RegistrationOf(name.event, rows.front());
}

// The registration that `key` made before, if it did.
absl::StatusOr<std::optional<Registration>> FindReplay(db::Transaction& tx,
                                                       const EventName& event,
                                                       const RequestKey& key) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kFindRegistrationRequest, event.event, key.id));
  if (rows.empty()) return std::optional<Registration>();
  const pqxx::row row = rows.front();
  if (CompareWith(key, key.id, db::BytesOf(row, "request_hash")) ==
      Replay::kReused) {
    return RequestIdReused(key);
  }
  ASSIGN_OR_RETURN(Registration found,
                   Load(tx, {event.event, db::TextOf(row, "registration_id")}));
  return std::optional(std::move(found));
}

// The registration that holds the e-mail, or else EXTERNAL_ID_TAKEN.
absl::StatusOr<Registration> FindHolder(db::Transaction& tx,
                                        const EventName& event,
                                        const Person& person) {
  ASSIGN_OR_RETURN(
      const pqxx::result by_email,
      tx.Exec(sql::kFindRegistrationByEmail, event.event, person.email_key));
  if (!by_email.empty()) {
    return Load(tx,
                {event.event, db::TextOf(by_email.front(), "registration_id")});
  }
  ASSIGN_OR_RETURN(const pqxx::result by_external_id,
                   tx.Exec(sql::kFindRegistrationByExternalId, event.event,
                           person.external_id));
  if (by_external_id.empty()) {
    return absl::InternalError(
        "insert_registration: no holder of the conflict");
  }
  const RegistrationName holder{
      event.event, db::TextOf(by_external_id.front(), "registration_id")};
  return Error(error::v1::EXTERNAL_ID_TAKEN,
               "The external id belongs to another registration.",
               {{"registration", holder.ToString()}});
}

absl::Status IssueTicket(db::Transaction& tx, const RegistrationName& name) {
  for (int attempt = 0; attempt < kMaxTicketAttempts; ++attempt) {
    ASSIGN_OR_RETURN(
        const pqxx::result added,
        tx.Exec(sql::kInsertTicket, name.event, ticket::NewSecret(),
                ticket::NewCode(), name.registration));
    if (!added.empty()) return absl::OkStatus();
  }
  return absl::InternalError("insert_ticket: every code is taken");
}

absl::StatusOr<RegistrationStore::Created> Create(
    db::Transaction& tx, const EventName& event,
    const Registration& registration, const RequestKey& key) {
  RETURN_IF_ERROR(CheckEventExists(tx, event));
  ASSIGN_OR_RETURN(std::optional<Registration> before,
                   FindReplay(tx, event, key));
  if (before) return RegistrationStore::Created{*std::move(before)};
  RETURN_IF_ERROR(CheckSectorExists(tx, event, registration.sector_id));

  const RegistrationName name{event.event, NewUuid()};
  const Person& person = registration.person;
  ASSIGN_OR_RETURN(
      const pqxx::result added,
      tx.Exec(sql::kInsertRegistration, event.event, name.registration,
              EnumText(v1::Registration::STATE_CONFIRMED),
              EnumText(registration.mode),
              NullIfEmpty(registration.country_code),
              NullIfEmpty(registration.sector_id), key.id,
              db::ByteaParam(key.hash), person.display_name, person.email,
              person.email_key, NullIfEmpty(person.external_id),
              person.organization, person.job_title));
  if (!db::BoolOf(added.front(), "registered")) {
    // A concurrent call with the same request_id was first.
    ASSIGN_OR_RETURN(before, FindReplay(tx, event, key));
    if (before) return RegistrationStore::Created{*std::move(before)};
    return absl::InternalError("insert_registration: no maker of the conflict");
  }
  if (!db::BoolOf(added.front(), "named")) {
    RETURN_IF_ERROR(
        tx.Exec(sql::kDeleteRegistration, event.event, name.registration)
            .status());
    ASSIGN_OR_RETURN(Registration holder, FindHolder(tx, event, person));
    return RegistrationStore::Created{std::move(holder), true};
  }
  RETURN_IF_ERROR(IssueTicket(tx, name));
  ASSIGN_OR_RETURN(Registration stored, Load(tx, name));
  RETURN_IF_ERROR(attendance::Refresh(tx, event.event, {name.registration}));
  return RegistrationStore::Created{std::move(stored)};
}

}  // namespace

absl::StatusOr<RegistrationStore::Created>
RegistrationStore::CreateRegistration(const EventName& event,
                                      const Registration& registration,
                                      const RequestKey& key,
                                      absl::Time deadline) {
  return db::Transact(pool_, deadline, [&](db::Transaction& tx) {
    return Create(tx, event, registration, key);
  });
}

absl::StatusOr<Registration> RegistrationStore::GetRegistration(
    const RegistrationName& name, absl::Time deadline) {
  return db::ReadSnapshot(pool_, deadline,
                          [&](db::Transaction& tx) { return Load(tx, name); });
}

absl::StatusOr<std::vector<Registration>> RegistrationStore::ListRegistrations(
    const EventName& event, const Page& page, absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<Registration>> {
        RETURN_IF_ERROR(CheckEventExists(tx, event));
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(sql::kListRegistrations, event.event,
                                 NullIfEmpty(page.key), page.size + 1));
        std::vector<Registration> registrations;
        for (const pqxx::row& row : rows) {
          registrations.push_back(RegistrationOf(event.event, row));
        }
        return registrations;
      });
}

absl::StatusOr<Ticket> RegistrationStore::GetTicket(
    const RegistrationName& name, absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Ticket> {
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Exec(sql::kGetTicket, name.event, name.registration));
        if (rows.empty()) return NotFound(name);
        const pqxx::row row = rows.front();
        const auto secret = db::OptionalTextOf(row, "secret");
        if (!secret) {
          return Error(error::v1::TICKET_NOT_FOUND,
                       "The registration holds no ticket in its state.",
                       {{"registration", name.ToString()},
                        {"state", db::TextOf(row, "state")}});
        }
        return Ticket{name, *secret, db::TextOf(row, "code"),
                      db::TimeOf(row, "create_time")};
      });
}

}  // namespace rollcall::registration
