#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/db/transact.h"
#include "services/registration/queue_store.h"
#include "services/registration/reference.h"
#include "services/registration/registration.h"

namespace rollcall::registration {

// Registrations in PostgreSQL. Each method is one transaction, and also fails
// as db::Transact does. Thread-safe.
class RegistrationStore {
 public:
  // `pool` outlives the store.
  explicit RegistrationStore(db::Pool& pool) : pool_(pool) {}

  // What CreateRegistration made or found.
  struct Created {
    Registration registration;
    // The e-mail was registered before.
    bool already_registered = false;
  };

  // Admits `registration` to `event` by its policy and its free places, counts
  // it, and issues its ticket once it is confirmed. A repeated `key`, or an
  // e-mail of a live registration, returns the registration of the first call,
  // also when the calls are concurrent. A member of a delegation counts against
  // its quota and has its country unless they have one. Fails with
  // EVENT_NOT_FOUND, SECTOR_NOT_FOUND, SESSION_NOT_FOUND, MODE_NOT_ALLOWED,
  // DELEGATION_NOT_FOUND, DELEGATION_QUOTA_FULL, EXTERNAL_ID_TAKEN or
  // REQUEST_ID_REUSED.
  absl::StatusOr<Created> CreateRegistration(const EventName& event,
                                             const Registration& registration,
                                             const RequestKey& key,
                                             absl::Time deadline);

  // Fails with REGISTRATION_NOT_FOUND.
  absl::StatusOr<Registration> GetRegistration(const RegistrationName& name,
                                               absl::Time deadline);

  // Up to `page.size` + 1 registrations after `page.key`, by id; those of
  // `delegation` only, if one is given. Fails with EVENT_NOT_FOUND.
  absl::StatusOr<std::vector<Registration>> ListRegistrations(
      const EventName& event, const RegistrationFilter& filter,
      const Page& page, absl::Time deadline);

 private:
  db::Pool& pool_;
};

// The parts of a transaction on registrations.

// Fails with REGISTRATION_NOT_FOUND.
absl::StatusOr<Registration> LoadRegistration(db::Transaction& tx,
                                              const RegistrationName& name);

// The registration that `key` made before, if it did. Fails with
// REQUEST_ID_REUSED.
absl::StatusOr<std::optional<Registration>> FindReplay(db::Transaction& tx,
                                                       const EventName& event,
                                                       const RequestKey& key);

// Returns `person` with the key under which the event keeps the address.
Person KeyedFor(const EventPolicy& policy, Person person);

// Fails with SECTOR_NOT_FOUND, SESSION_NOT_FOUND or MODE_NOT_ALLOWED when the
// event does not have what `registration` names.
absl::Status CheckReferences(db::Transaction& tx, const EventName& event,
                             const Registration& registration);

// All that registrations of the event may name.
absl::StatusOr<References> LoadReferences(db::Transaction& tx,
                                          const EventName& event);

// The error for a change that needs the personal data of a registration that
// was erased: REGISTRATION_ERASED.
absl::Status Erased(const RegistrationName& name);

// Whether a row was written, or whose it is.
enum class Inserted { kYes, kRequestTaken, kPersonTaken };

// Writes `registration`, whose name and state are set; unless it is kYes,
// nothing is left of it.
absl::StatusOr<Inserted> InsertRegistration(db::Transaction& tx,
                                            const Registration& registration,
                                            const RequestKey& key);

// The live registration with the person's e-mail, or nothing when it is their
// external id that another has.
absl::StatusOr<std::optional<RegistrationName>> FindByEmail(
    db::Transaction& tx, const EventName& event, const Person& person);

// EXTERNAL_ID_TAKEN with the registration that has the person's external id.
absl::Status ExternalIdTaken(db::Transaction& tx, const EventName& event,
                             const Person& person);

}  // namespace rollcall::registration
