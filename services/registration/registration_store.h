#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/auth/act.h"
#include "common/db/transact.h"
#include "common/enrolment/registration_store.h"
#include "services/registration/queue_store.h"
#include "services/registration/registration.h"

namespace rollcall::registration {

using enrolment::CheckReferences;
using enrolment::ExternalIdTaken;
using enrolment::FindByEmail;
using enrolment::FindRequest;
using enrolment::Inserted;
using enrolment::InsertRegistration;
using enrolment::LoadReferences;
using enrolment::PersonTaken;
using enrolment::References;

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
                                             const auth::Act& act,
                                             absl::Time deadline);

  // Fails with REGISTRATION_NOT_FOUND.
  absl::StatusOr<Registration> GetRegistration(const RegistrationName& name,
                                               absl::Time deadline);

  // Up to `page.size` + 1 registrations after `page.key`, by id; those of
  // `delegation` only, if one is given. Fails with EVENT_NOT_FOUND.
  absl::StatusOr<std::vector<Registration>> ListRegistrations(
      const EventName& event, const RegistrationFilter& filter,
      const Page& page, absl::Time deadline);

  // See trail::RecordReading.
  absl::Status RecordReading(const EventName& event, const auth::Act& act,
                             absl::Time deadline);

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

// The error for a change that needs the personal data of a registration that
// was erased: REGISTRATION_ERASED.
absl::Status Erased(const RegistrationName& name);

}  // namespace rollcall::registration
