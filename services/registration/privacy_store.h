#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "common/auth/act.h"
#include "common/db/pool.h"

namespace rollcall::registration {

// Personal data of registrations in PostgreSQL, wherever it is: also in the
// tables of the checkin service. Each method is one transaction, and also fails
// as db::Transact does. Thread-safe.
class PrivacyStore {
 public:
  // `pool` outlives the store.
  explicit PrivacyStore(db::Pool& pool) : pool_(pool) {}

  // Removes the personal data of a registration and revokes its tickets. What
  // was counted stays counted; a registration that waits is withdrawn first,
  // since nobody could be told about a place. Once erased, a registration stays
  // as it is. Fails with REGISTRATION_NOT_FOUND.
  absl::Status EraseRegistration(const RegistrationName& name,
                                 const auth::Act& act, absl::Time deadline);

  // Removes a batch of the personal data of an event if its retention_time has
  // passed, also that of people without a registration. Returns whether there
  // was any that no other transaction works on: then there may be more. Any
  // number of callers may do so at once.
  absl::StatusOr<bool> EraseExpired(const std::string& event,
                                    absl::Time deadline);

  // Everything that is kept about the person of a registration, from one
  // snapshot, as a JSON document; see v1::RegistrationService. Fails with
  // REGISTRATION_NOT_FOUND.
  absl::StatusOr<std::string> ExportPersonalData(const RegistrationName& name,
                                                 const auth::Act& act,
                                                 absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::registration
