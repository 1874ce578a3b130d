#include "services/checkin/walk_in_store.h"

#include <optional>
#include <utility>

#include "checkin_sql.h"
#include "common/base/uuid.h"
#include "common/db/transact.h"
#include "common/enrolment/person_entry.h"
#include "common/enrolment/place_store.h"
#include "common/enrolment/registration_store.h"
#include "common/enrolment/ticket_store.h"
#include "services/checkin/batch_store.h"
#include "services/checkin/decision_store.h"

namespace rollcall::checkin {
namespace {

using enrolment::Inserted;
using enrolment::Registration;

// The code of the ticket that a walk-in made. Another may be valid since.
absl::StatusOr<std::string> FirstCodeOf(db::Transaction& tx,
                                        const RegistrationName& name) {
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kGetFirstTicketCode, name.event, name.registration));
  if (rows.empty()) return absl::InternalError("a walk-in without a ticket");
  return db::TextOf(rows.front(), "code");
}

// What the scan was answered before, if it was.
absl::StatusOr<std::optional<WalkInAnswer>> FindReplay(db::Transaction& tx,
                                                       const WalkIn& walk_in) {
  const ScanRequest& scan = walk_in.scan;
  const EventName event{scan.session.event};
  ASSIGN_OR_RETURN(
      auto decisions,
      FindDecisions(tx, event.event, {{scan.device, scan.scan_id}}));
  if (decisions.empty()) return std::optional<WalkInAnswer>();
  StoredDecision& stored = decisions.begin()->second;
  if (stored.content_hash != scan.content_hash) return ScanIdReused(scan);
  ASSIGN_OR_RETURN(const auto made,
                   enrolment::FindRequest(tx, event, scan.scan_id));
  if (!made) return ScanIdReused(scan);
  // Of somebody who is erased the scan_id alone tells a repeat.
  if (!made->request_hash.empty() &&
      made->request_hash != walk_in.request_hash) {
    return ScanIdReused(scan);
  }
  RETURN_IF_ERROR(tx.ConfirmReads());
  ASSIGN_OR_RETURN(std::string code, FirstCodeOf(tx, made->name));
  return std::optional(
      WalkInAnswer{{std::move(stored.decision), true}, std::move(code)});
}

// Decides the entry of the person, and counts them, admitted or not.
absl::StatusOr<WalkInAnswer> Decide(db::Transaction& tx, ScanRequest scan,
                                    const RegistrationName& name,
                                    const audit::Entry& entry) {
  scan.credential = ChosenRegistration{name.registration};
  ASSIGN_OR_RETURN(Answers answers,
                   DecideBatch(tx, name.event, {std::move(scan)},
                               {name.registration}, {entry}));
  absl::StatusOr<Answer>& answer = answers.front();
  RETURN_IF_ERROR(answer.status());
  if (answer->replayed)
    return absl::AbortedError("decided elsewhere meanwhile");
  ASSIGN_OR_RETURN(std::string code, FirstCodeOf(tx, name));
  return WalkInAnswer{*std::move(answer), std::move(code)};
}

absl::StatusOr<WalkInAnswer> AdmitOnce(db::Transaction& tx,
                                       const WalkIn& walk_in,
                                       const auth::Act& act) {
  const ScanRequest& scan = walk_in.scan;
  const EventName event{scan.session.event};
  ASSIGN_OR_RETURN(std::optional<WalkInAnswer> before, FindReplay(tx, walk_in));
  if (before) return *std::move(before);
  ASSIGN_OR_RETURN(const enrolment::EventPolicy policy,
                   enrolment::LockPolicy(tx, event.event));
  ASSIGN_OR_RETURN(enrolment::Places places,
                   enrolment::LockPlaces(tx, event.event));
  // A concurrent call may have been first, and may have taken the last place.
  ASSIGN_OR_RETURN(before, FindReplay(tx, walk_in));
  if (before) return *std::move(before);

  Registration registration = walk_in.registration;
  registration.name = {event.event, NewUuid()};
  registration.mode = type::v1::MODE_IN_PERSON;
  registration.state = registration::v1::Registration::STATE_CONFIRMED;
  registration = KeyedFor(policy, std::move(registration));
  RETURN_IF_ERROR(CheckReferences(tx, event, registration));
  ASSIGN_OR_RETURN(const Inserted inserted,
                   InsertRegistration(tx, registration,
                                      {scan.scan_id, walk_in.request_hash}));
  switch (inserted) {
    case Inserted::kYes:
      break;
    case Inserted::kPersonTaken:
      return PersonTaken(tx, event, registration.person);
    case Inserted::kRequestTaken:
      // Where places are not limited calls meet here.
      ASSIGN_OR_RETURN(before, FindReplay(tx, walk_in));
      if (before) return *std::move(before);
      return ScanIdReused(scan);
  }
  RETURN_IF_ERROR(enrolment::TakePlaces(
      event.event,
      enrolment::PlacesFor(registration.mode, registration.sessions), places));
  RETURN_IF_ERROR(SavePlaces(tx, event.event, places));
  RETURN_IF_ERROR(enrolment::IssueTicket(tx, registration.name));
  ASSIGN_OR_RETURN(const audit::Entry entry,
                   enrolment::PersonEntry(tx, act, registration));
  return Decide(tx, scan, registration.name, entry);
}

}  // namespace

absl::StatusOr<WalkInAnswer> WalkInStore::Admit(const WalkIn& walk_in,
                                                const auth::Act& act,
                                                absl::Time deadline) {
  ASSIGN_OR_RETURN(WalkInAnswer answer,
                   TransactDecisions(pool_, deadline, [&](db::Transaction& tx) {
                     return AdmitOnce(tx, walk_in, act);
                   }));
  tally_.Add(answer.answer);
  return answer;
}

}  // namespace rollcall::checkin
