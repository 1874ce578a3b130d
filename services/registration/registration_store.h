#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/db/pool.h"
#include "services/registration/registration.h"

namespace rollcall::registration {

// Registrations and tickets in PostgreSQL. Each method is one transaction, and
// also fails as db::Transact does. Thread-safe.
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

  // Confirms `registration` in `event`, counts it, and issues its ticket. A
  // repeated `key`, or an e-mail that is registered already, returns the
  // registration of the first call, also when the calls are concurrent. Fails
  // with EVENT_NOT_FOUND, SECTOR_NOT_FOUND, EXTERNAL_ID_TAKEN or
  // REQUEST_ID_REUSED.
  absl::StatusOr<Created> CreateRegistration(const EventName& event,
                                             const Registration& registration,
                                             const RequestKey& key,
                                             absl::Time deadline);

  // Fails with REGISTRATION_NOT_FOUND.
  absl::StatusOr<Registration> GetRegistration(const RegistrationName& name,
                                               absl::Time deadline);

  // Up to `page.size` + 1 registrations after `page.key`, by id. Fails with
  // EVENT_NOT_FOUND.
  absl::StatusOr<std::vector<Registration>> ListRegistrations(
      const EventName& event, const Page& page, absl::Time deadline);

  // Fails with REGISTRATION_NOT_FOUND or TICKET_NOT_FOUND.
  absl::StatusOr<Ticket> GetTicket(const RegistrationName& name,
                                   absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::registration
