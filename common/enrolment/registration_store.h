#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/api/request_key.h"
#include "common/api/resource_name.h"
#include "common/db/transact.h"
#include "common/enrolment/reference.h"
#include "common/enrolment/registration.h"

namespace rollcall::enrolment {

// The parts of a transaction that makes registrations.

// Fails with SECTOR_NOT_FOUND, SESSION_NOT_FOUND or MODE_NOT_ALLOWED when the
// event does not have what `registration` names.
absl::Status CheckReferences(db::Transaction& tx, const EventName& event,
                             const Registration& registration);

// All that registrations of the event may name.
absl::StatusOr<References> LoadReferences(db::Transaction& tx,
                                          const EventName& event);

// What a request has made.
struct MadeRegistration {
  RegistrationName name;
  // Empty once the person is erased.
  std::string request_hash;
};

// What the request `request_id` has made, if it has made anything.
absl::StatusOr<std::optional<MadeRegistration>> FindRequest(
    db::Transaction& tx, const EventName& event, const std::string& request_id);

// Whether a row was written, or whose it is.
enum class Inserted { kYes, kRequestTaken, kPersonTaken };

// Writes `registration`, whose name and state are set and whose person is keyed
// for the event; unless it is kYes, nothing is left of it.
absl::StatusOr<Inserted> InsertRegistration(db::Transaction& tx,
                                            const Registration& registration,
                                            const RequestKey& key);

// The live registration with the person's e-mail, or nothing when it is their
// external id that another has.
absl::StatusOr<std::optional<RegistrationName>> FindByEmail(
    db::Transaction& tx, const EventName& event, const Person& person);

// EXTERNAL_ID_TAKEN with the registration that has the person's external id; or
// has the transaction run again when none has it any more.
absl::Status ExternalIdTaken(db::Transaction& tx, const EventName& event,
                             const Person& person);

// The error for a person who is registered already: EMAIL_TAKEN or
// EXTERNAL_ID_TAKEN, with the registration. As ExternalIdTaken when it has
// gone.
absl::Status PersonTaken(db::Transaction& tx, const EventName& event,
                         const Person& person);

}  // namespace rollcall::enrolment
