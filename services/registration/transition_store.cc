#include "services/registration/transition_store.h"

#include <utility>

#include "common/api/enum_text.h"
#include "common/api/etag.h"
#include "common/api/name_search.h"
#include "common/api/not_found.h"
#include "common/attendance/attendance.h"
#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "common/enrolment/person_entry.h"
#include "common/status/error.h"
#include "common/trail/trail.h"
#include "registration_sql.h"
#include "services/registration/delegation_store.h"
#include "services/registration/queue_store.h"
#include "services/registration/registration_store.h"
#include "services/registration/ticket_store.h"

namespace rollcall::registration {
namespace {

using State = v1::Registration::State;

// A registration that is locked, and what a move of it needs besides.
struct Locked {
  EventPolicy policy;
  Places places;
  Registration registration;
};

std::vector<PlaceKind> PlacesOf(const Registration& registration) {
  return PlacesFor(registration.mode, registration.sessions);
}

absl::StatusOr<Locked> Lock(db::Transaction& tx, const RegistrationName& name) {
  Locked locked;
  absl::StatusOr<EventPolicy> policy = LockPolicy(tx, name.event);
  // What the caller named is the registration.
  if (ReasonOf(policy.status()) == error::v1::EVENT_NOT_FOUND) {
    return NotFound(name);
  }
  ASSIGN_OR_RETURN(locked.policy, std::move(policy));
  ASSIGN_OR_RETURN(locked.places, LockPlaces(tx, name.event));
  RETURN_IF_ERROR(
      attendance::LockRegistrations(tx, name.event, {name.registration})
          .status());
  ASSIGN_OR_RETURN(locked.registration, LoadRegistration(tx, name));
  return locked;
}

// Keeps that `act` made `next` of `stored`, unless they are the same.
absl::Status RecordChange(db::Transaction& tx, const auth::Act& act,
                          const Registration& stored,
                          const Registration& next) {
  if (next == stored) return absl::OkStatus();
  // Also where the person is the same: an update gives the row another salt.
  ASSIGN_OR_RETURN(const audit::Entry entry,
                   enrolment::PersonEntry(tx, act, next));
  return trail::Append(tx, next.name.event, trail::kActs, {entry});
}

// Runs `move`, from Transaction& and Locked& to absl::StatusOr<Registration>,
// on the registration `name` if it has the `etag`.
template <typename Move>
absl::StatusOr<Registration> Run(db::Pool& pool, const RegistrationName& name,
                                 const std::string& etag, const auth::Act& act,
                                 absl::Time deadline, const Move& move) {
  // What an earlier run wrote whose commit is in doubt.
  std::optional<Registration> written;
  return db::Transact(
      pool, deadline, [&](db::Transaction& tx) -> absl::StatusOr<Registration> {
        ASSIGN_OR_RETURN(Locked locked, Lock(tx, name));
        const Registration stored = locked.registration;
        if (written == stored) return *written;
        RETURN_IF_ERROR(CheckEtag(etag, stored.version, name.ToString()));
        ASSIGN_OR_RETURN(written, move(tx, locked));
        RETURN_IF_ERROR(RecordChange(tx, act, stored, *written));
        return *written;
      });
}

// Moves the count of the registration's delegation, if it has one.
absl::Status CountIn(db::Transaction& tx, const Registration& registration,
                     int change) {
  if (registration.delegation_id.empty()) return absl::OkStatus();
  return CountMember(
      tx, DelegationName{registration.name.event, registration.delegation_id},
      registration.mode, change);
}

absl::Status IllegalChange(const Registration& registration) {
  return Error(error::v1::ILLEGAL_STATE_CHANGE,
               "The registration's state does not allow this.",
               {{"registration", registration.name.ToString()},
                {"state", EnumText(registration.state)}});
}

// Writes the state and mode of `registration`, whose places are settled.
absl::Status SaveState(db::Transaction& tx, const Registration& registration) {
  const auto& [event, id] = registration.name;
  return tx
      .Exec(sql::kSetState, event, id, EnumText(registration.state),
            EnumText(registration.mode), IsLive(registration.state))
      .status();
}

// Offers what became free, counts, and returns what is stored.
absl::StatusOr<Registration> Finish(db::Transaction& tx, Locked& locked) {
  const RegistrationName& name = locked.registration.name;
  RETURN_IF_ERROR(OfferFreePlaces(tx, name.event, locked.places));
  ASSIGN_OR_RETURN(Registration stored, LoadRegistration(tx, name));
  RETURN_IF_ERROR(attendance::Refresh(tx, name.event, {name.registration}));
  return stored;
}

// Confirms with places that are taken.
absl::StatusOr<Registration> Confirm(db::Transaction& tx, Locked& locked) {
  locked.registration.state = v1::Registration::STATE_CONFIRMED;
  RETURN_IF_ERROR(SaveState(tx, locked.registration));
  RETURN_IF_ERROR(IssueTicket(tx, locked.registration.name));
  return Finish(tx, locked);
}

// Confirms if there are places, else waits at the end of the line.
absl::StatusOr<Registration> ConfirmOrWait(db::Transaction& tx,
                                           Locked& locked) {
  if (locked.places.Take(PlacesOf(locked.registration))) {
    return Confirm(tx, locked);
  }
  locked.registration.state = v1::Registration::STATE_WAITLISTED;
  RETURN_IF_ERROR(SaveState(tx, locked.registration));
  return Finish(tx, locked);
}

absl::StatusOr<Registration> ApproveLocked(db::Transaction& tx,
                                           Locked& locked) {
  const Registration& registration = locked.registration;
  switch (registration.state) {
    case v1::Registration::STATE_CONFIRMED:
      return registration;
    case v1::Registration::STATE_PENDING:
      return ConfirmOrWait(tx, locked);
    case v1::Registration::STATE_WAITLISTED:
      // An offer that has expired counts until it is taken back: whoever is
      // next has not been told yet.
      if (registration.offer_expire_time) return Confirm(tx, locked);
      return Error(error::v1::NO_PLACE_OFFERED,
                   "No place is offered to the registration, which waits.",
                   {{"registration", registration.name.ToString()}});
    default:
      return IllegalChange(registration);
  }
}

absl::StatusOr<Registration> EndLocked(db::Transaction& tx, Locked& locked,
                                       Ending ending) {
  Registration& registration = locked.registration;
  if (registration.state == StateOf(ending)) return registration;
  if (!MayEnd(registration.state, ending)) return IllegalChange(registration);
  if (HoldsPlaces(registration)) locked.places.Free(PlacesOf(registration));
  RETURN_IF_ERROR(CountIn(tx, registration, -1));
  // The ticket stays what it was: a door refuses it for the state.
  registration.state = StateOf(ending);
  RETURN_IF_ERROR(SaveState(tx, registration));
  return Finish(tx, locked);
}

absl::StatusOr<Registration> ChangeModeLocked(db::Transaction& tx,
                                              Locked& locked,
                                              type::v1::Mode mode) {
  Registration& registration = locked.registration;
  const std::string& event = registration.name.event;
  if (!IsLive(registration.state)) return IllegalChange(registration);
  if (registration.mode == mode) return registration;
  if (HoldsPlaces(registration)) locked.places.Free(PlacesOf(registration));
  RETURN_IF_ERROR(CountIn(tx, registration, -1));
  registration.mode = mode;
  RETURN_IF_ERROR(CountIn(tx, registration, 1));
  RETURN_IF_ERROR(CheckReferences(tx, {event}, registration));
  switch (registration.state) {
    case v1::Registration::STATE_CONFIRMED:
      RETURN_IF_ERROR(TakePlaces(event, PlacesOf(registration), locked.places));
      break;
    case v1::Registration::STATE_WAITLISTED:
      return ConfirmOrWait(tx, locked);
    default:
      break;
  }
  RETURN_IF_ERROR(SaveState(tx, registration));
  return Finish(tx, locked);
}

absl::Status CheckNeverAttended(db::Transaction& tx,
                                const RegistrationName& name) {
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kFindAttendance, name.event, name.registration));
  if (rows.empty()) return absl::OkStatus();
  return Error(error::v1::ALREADY_ATTENDED,
               "The person was at the event already.",
               {{"registration", name.ToString()}});
}

absl::StatusOr<Registration> TransferOnce(
    db::Transaction& tx, const RegistrationName& name, Registration successor,
    const RequestKey& key, const std::string& etag, const auth::Act& act) {
  const EventName event{name.event};
  ASSIGN_OR_RETURN(std::optional<Registration> before,
                   FindReplay(tx, event, key));
  if (before) return *std::move(before);
  ASSIGN_OR_RETURN(Locked locked, Lock(tx, name));
  // A concurrent call with the same request_id may have been first.
  ASSIGN_OR_RETURN(before, FindReplay(tx, event, key));
  if (before) return *std::move(before);
  Registration& registration = locked.registration;
  RETURN_IF_ERROR(CheckEtag(etag, registration.version, name.ToString()));
  if (registration.state != v1::Registration::STATE_CONFIRMED) {
    return IllegalChange(registration);
  }
  if (registration.erase_time) return Erased(name);
  RETURN_IF_ERROR(CheckNeverAttended(tx, name));

  successor.name = {name.event, NewUuid()};
  successor.state = registration.state;
  successor.mode = registration.mode;
  successor.sessions = registration.sessions;
  successor.delegation_id = registration.delegation_id;
  successor = KeyedFor(locked.policy, std::move(successor));
  RETURN_IF_ERROR(CheckReferences(tx, event, successor));
  registration.state = v1::Registration::STATE_WITHDRAWN;
  RETURN_IF_ERROR(SaveState(tx, registration));
  RETURN_IF_ERROR(RevokeTickets(tx, name));
  ASSIGN_OR_RETURN(const Inserted inserted,
                   InsertRegistration(tx, successor, key));
  if (inserted == Inserted::kPersonTaken) {
    return PersonTaken(tx, event, successor.person);
  }
  if (inserted == Inserted::kRequestTaken) return RequestIdReused(key);
  RETURN_IF_ERROR(tx.Exec(sql::kSetTransferred, name.event, name.registration,
                          successor.name.registration)
                      .status());
  RETURN_IF_ERROR(IssueTicket(tx, successor.name));
  ASSIGN_OR_RETURN(Registration stored, LoadRegistration(tx, successor.name));
  RETURN_IF_ERROR(attendance::Refresh(
      tx, name.event, {name.registration, successor.name.registration}));
  ASSIGN_OR_RETURN(audit::Entry entry, enrolment::PersonEntry(tx, act, stored));
  RETURN_IF_ERROR(
      trail::Append(tx, name.event, trail::kActs,
                    {trail::EntryOf(act, name.ToString()), std::move(entry)}));
  return stored;
}

// Writes another person in the place of the stored one.
absl::Status ReplacePerson(db::Transaction& tx, const Registration& next) {
  const auto& [event, id] = next.name;
  const Person& person = next.person;
  RETURN_IF_ERROR(tx.Exec(sql::kDeletePeople, event, std::vector{id}).status());
  ASSIGN_OR_RETURN(
      const pqxx::result added,
      tx.Exec(sql::kInsertPerson, event, id, person.display_name, person.email,
              person.email_key,
              person.external_id.empty() ? std::nullopt
                                         : std::optional(person.external_id),
              person.organization, person.job_title,
              FoldName(person.display_name), IsLive(next.state)));
  if (!added.empty()) return absl::OkStatus();
  return PersonTaken(tx, {event}, person);
}

absl::Status ReplaceSessions(db::Transaction& tx, const Registration& next) {
  const auto& [event, id] = next.name;
  RETURN_IF_ERROR(
      tx.Exec(sql::kDeleteRegistrationSessions, event, id).status());
  return tx
      .Exec(sql::kInsertRegistrationSessions, event,
            std::vector(next.sessions.size(), id), next.sessions)
      .status();
}

absl::StatusOr<Registration> UpdateLocked(
    db::Transaction& tx, Locked& locked,
    absl::FunctionRef<absl::StatusOr<Registration>(const Registration&)>
        change) {
  const Registration& stored = locked.registration;
  const RegistrationName& name = stored.name;
  if (stored.erase_time) return Erased(name);
  ASSIGN_OR_RETURN(Registration next, change(stored));
  next = KeyedFor(locked.policy, std::move(next));
  if (next == stored) return stored;
  RETURN_IF_ERROR(CheckReferences(tx, {name.event}, next));
  if (HoldsPlaces(stored)) {
    locked.places.Free(PlacesOf(stored));
    RETURN_IF_ERROR(TakePlaces(name.event, PlacesOf(next), locked.places));
  }
  RETURN_IF_ERROR(
      tx.Exec(sql::kUpdateRegistration, name.event, name.registration,
              next.country_code.empty() ? std::nullopt
                                        : std::optional(next.country_code),
              next.sector_id.empty() ? std::nullopt
                                     : std::optional(next.sector_id),
              next.waitlist_priority, next.blocked)
          .status());
  RETURN_IF_ERROR(ReplacePerson(tx, next));
  RETURN_IF_ERROR(ReplaceSessions(tx, next));
  return Finish(tx, locked);
}

}  // namespace

absl::StatusOr<Registration> TransitionStore::Update(
    const RegistrationName& name, const std::string& etag,
    absl::FunctionRef<absl::StatusOr<Registration>(const Registration&)> change,
    const auth::Act& act, absl::Time deadline) {
  return Run(pool_, name, etag, act, deadline,
             [&](db::Transaction& tx, Locked& locked) {
               return UpdateLocked(tx, locked, change);
             });
}

absl::StatusOr<Registration> TransitionStore::Approve(
    const RegistrationName& name, const std::string& etag, const auth::Act& act,
    absl::Time deadline) {
  return Run(pool_, name, etag, act, deadline, ApproveLocked);
}

absl::StatusOr<Registration> TransitionStore::End(const RegistrationName& name,
                                                  Ending ending,
                                                  const std::string& etag,
                                                  const auth::Act& act,
                                                  absl::Time deadline) {
  return Run(pool_, name, etag, act, deadline,
             [&](db::Transaction& tx, Locked& locked) {
               return EndLocked(tx, locked, ending);
             });
}

absl::StatusOr<Registration> TransitionStore::ChangeMode(
    const RegistrationName& name, type::v1::Mode mode, const std::string& etag,
    const auth::Act& act, absl::Time deadline) {
  return Run(pool_, name, etag, act, deadline,
             [&](db::Transaction& tx, Locked& locked) {
               return ChangeModeLocked(tx, locked, mode);
             });
}

absl::StatusOr<Registration> TransitionStore::Transfer(
    const RegistrationName& name, const Registration& successor,
    const RequestKey& key, const std::string& etag, const auth::Act& act,
    absl::Time deadline) {
  return db::Transact(pool_, deadline, [&](db::Transaction& tx) {
    return TransferOnce(tx, name, successor, key, etag, act);
  });
}

}  // namespace rollcall::registration
