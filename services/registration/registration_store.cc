#include "services/registration/registration_store.h"

#include "absl/strings/str_split.h"

#include "common/api/enum_text.h"
#include "common/api/name_search.h"
#include "common/api/not_found.h"
#include "common/attendance/attendance.h"
#include "common/base/uuid.h"
#include "common/db/null_if_empty.h"
#include "common/enrolment/person_entry.h"
#include "common/status/error.h"
#include "common/trail/trail.h"
#include "registration_sql.h"
#include "services/registration/delegation_store.h"
#include "services/registration/event_store.h"
#include "services/registration/life_cycle.h"
#include "services/registration/ticket_store.h"

namespace rollcall::registration {
namespace {

std::string EmptyIfNull(const pqxx::row& row, const char* column) {
  return db::OptionalTextOf(row, column).value_or("");
}

Registration RegistrationOf(const std::string& event, const pqxx::row& row) {
  Registration registration;
  registration.name = {event, db::TextOf(row, "registration_id")};
  registration.state =
      ParseEnumText<v1::Registration::State>(db::TextOf(row, "state"));
  registration.mode = ParseEnumText<type::v1::Mode>(db::TextOf(row, "mode"));
  registration.person = {
      EmptyIfNull(row, "display_name"), EmptyIfNull(row, "email"),
      EmptyIfNull(row, "email_key"),    EmptyIfNull(row, "external_id"),
      EmptyIfNull(row, "organization"), EmptyIfNull(row, "job_title")};
  registration.country_code = EmptyIfNull(row, "country_code");
  registration.sector_id = EmptyIfNull(row, "sector_id");
  registration.sessions =
      absl::StrSplit(db::TextOf(row, "sessions"), ',', absl::SkipEmpty());
  registration.delegation_id = EmptyIfNull(row, "delegation_id");
  registration.waitlist_priority =
      static_cast<int>(db::IntOf(row, "waitlist_priority"));
  registration.offer_expire_time = db::OptionalTimeOf(row, "offer_expire_time");
  registration.transferred_to = EmptyIfNull(row, "transferred_to");
  registration.erase_time = db::OptionalTimeOf(row, "erase_time");
  registration.blocked = db::BoolOf(row, "blocked");
  registration.create_time = db::TimeOf(row, "create_time");
  registration.version = db::IntOf(row, "version");
  return registration;
}

absl::StatusOr<RegistrationStore::Created> FoundInstead(
    db::Transaction& tx, const EventName& event,
    const Registration& registration, const RequestKey& key,
    Inserted inserted) {
  if (inserted == Inserted::kRequestTaken) {
    // A concurrent call with the same request_id was first.
    ASSIGN_OR_RETURN(std::optional<Registration> before,
                     FindReplay(tx, event, key));
    if (before) return RegistrationStore::Created{*std::move(before)};
    return tx.RunAgain();
  }
  ASSIGN_OR_RETURN(const auto holder,
                   FindByEmail(tx, event, registration.person));
  if (!holder) return ExternalIdTaken(tx, event, registration.person);
  ASSIGN_OR_RETURN(Registration found, LoadRegistration(tx, *holder));
  return RegistrationStore::Created{std::move(found), true};
}

absl::StatusOr<RegistrationStore::Created> Create(db::Transaction& tx,
                                                  const EventName& event,
                                                  Registration registration,
                                                  const RequestKey& key,
                                                  const auth::Act& act) {
  ASSIGN_OR_RETURN(const EventPolicy policy, LockPolicy(tx, event.event));
  ASSIGN_OR_RETURN(std::optional<Registration> before,
                   FindReplay(tx, event, key));
  if (before) return RegistrationStore::Created{*std::move(before)};
  RETURN_IF_ERROR(CheckReferences(tx, event, registration));

  ASSIGN_OR_RETURN(Places places, LockPlaces(tx, event.event));
  // Locked before the insert, whose foreign key would take a weaker lock, and
  // counted after it: a repeated call finds its registration also when that one
  // took the last place.
  const DelegationName delegation{event.event, registration.delegation_id};
  if (!delegation.delegation.empty()) {
    ASSIGN_OR_RETURN(const Delegation locked, LockDelegation(tx, delegation));
    if (registration.country_code.empty()) {
      registration.country_code = locked.country_code;
    }
  }
  registration.name = {event.event, NewUuid()};
  registration = KeyedFor(policy, std::move(registration));
  registration.state =
      Admit(policy.approval,
            PlacesFor(registration.mode, registration.sessions), places);
  ASSIGN_OR_RETURN(const Inserted inserted,
                   InsertRegistration(tx, registration, key));
  if (inserted != Inserted::kYes) {
    return FoundInstead(tx, event, registration, key, inserted);
  }
  if (!delegation.delegation.empty()) {
    RETURN_IF_ERROR(CountMember(tx, delegation, registration.mode, 1));
  }
  RETURN_IF_ERROR(SavePlaces(tx, event.event, places));
  if (registration.state == v1::Registration::STATE_CONFIRMED) {
    RETURN_IF_ERROR(IssueTicket(tx, registration.name));
  }
  ASSIGN_OR_RETURN(Registration stored,
                   LoadRegistration(tx, registration.name));
  RETURN_IF_ERROR(
      attendance::Refresh(tx, event.event, {registration.name.registration}));
  ASSIGN_OR_RETURN(const audit::Entry entry,
                   enrolment::PersonEntry(tx, act, stored));
  RETURN_IF_ERROR(trail::Append(tx, event.event, trail::kActs, {entry}));
  return RegistrationStore::Created{std::move(stored)};
}

}  // namespace

absl::StatusOr<Registration> LoadRegistration(db::Transaction& tx,
                                              const RegistrationName& name) {
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kGetRegistration, name.event, name.registration));
  if (rows.empty()) return NotFound(name);
  return RegistrationOf(name.event, rows.front());
}

absl::StatusOr<std::optional<Registration>> FindReplay(db::Transaction& tx,
                                                       const EventName& event,
                                                       const RequestKey& key) {
  ASSIGN_OR_RETURN(const auto made, FindRequest(tx, event, key.id));
  if (!made) return std::optional<Registration>();
  if (CompareWith(key, key.id, made->request_hash) == Replay::kReused) {
    return RequestIdReused(key);
  }
  RETURN_IF_ERROR(tx.ConfirmReads());
  ASSIGN_OR_RETURN(Registration found, LoadRegistration(tx, made->name));
  return std::optional(std::move(found));
}

absl::Status Erased(const RegistrationName& name) {
  return Error(error::v1::REGISTRATION_ERASED,
               "The registration's personal data was erased.",
               {{"registration", name.ToString()}});
}

absl::StatusOr<RegistrationStore::Created>
RegistrationStore::CreateRegistration(const EventName& event,
                                      const Registration& registration,
                                      const RequestKey& key,
                                      const auth::Act& act,
                                      absl::Time deadline) {
  return db::Transact(pool_, deadline, [&](db::Transaction& tx) {
    return Create(tx, event, registration, key, act);
  });
}

absl::StatusOr<Registration> RegistrationStore::GetRegistration(
    const RegistrationName& name, absl::Time deadline) {
  return db::ReadSnapshot(pool_, deadline, [&](db::Transaction& tx) {
    return LoadRegistration(tx, name);
  });
}

absl::StatusOr<std::vector<Registration>> RegistrationStore::ListRegistrations(
    const EventName& event, const RegistrationFilter& filter, const Page& page,
    absl::Time deadline) {
  std::optional<std::vector<std::string>> states;
  for (const auto state : filter.states) {
    if (!states) states.emplace();
    states->push_back(EnumText(state));
  }
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<Registration>> {
        RETURN_IF_ERROR(CheckEventExists(tx, event));
        // The best way to go depends on the filter.
        RETURN_IF_ERROR(tx.PlanForParameters());
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Exec(sql::kListRegistrations, event.event,
                    db::NullIfEmpty(page.key), page.size + 1, states,
                    filter.mode == type::v1::MODE_UNSPECIFIED
                        ? std::nullopt
                        : std::optional(EnumText(filter.mode)),
                    db::NullIfEmpty(filter.country_code),
                    db::NullIfEmpty(filter.sector_id),
                    db::NullIfEmpty(filter.delegation),
                    db::NullIfEmpty(EscapeLike(filter.name_part))));
        std::vector<Registration> registrations;
        for (const pqxx::row& row : rows) {
          registrations.push_back(RegistrationOf(event.event, row));
        }
        return registrations;
      });
}

absl::Status RegistrationStore::RecordReading(const EventName& event,
                                              const auth::Act& act,
                                              absl::Time deadline) {
  return trail::RecordReading(pool_, event, act, deadline);
}

}  // namespace rollcall::registration
