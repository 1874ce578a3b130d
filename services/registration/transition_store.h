#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/request_key.h"
#include "common/auth/act.h"
#include "common/db/pool.h"
#include "services/registration/life_cycle.h"
#include "services/registration/registration.h"

namespace rollcall::registration {

// The moves of registrations between states and modes. Each method is one
// transaction that takes and frees places, offers freed ones to who is next,
// issues the ticket, and counts; it returns the registration as
// stored. A move to where the registration is already changes nothing. A method
// with `etag` fails with ETAG_MISMATCH unless it is empty or that of the
// registration. Each also fails with REGISTRATION_NOT_FOUND,
// ILLEGAL_STATE_CHANGE or as db::Transact does. Thread-safe.
class TransitionStore {
 public:
  // `pool` outlives the store.
  explicit TransitionStore(db::Pool& pool) : pool_(pool) {}

  // Confirms a pending registration, or lets it wait when no place is left, and
  // confirms one that a place is offered to. Fails with NO_PLACE_OFFERED.
  absl::StatusOr<Registration> Approve(const RegistrationName& name,
                                       const std::string& etag,
                                       const auth::Act& act,
                                       absl::Time deadline);

  // Ends a registration.
  absl::StatusOr<Registration> End(const RegistrationName& name, Ending ending,
                                   const std::string& etag,
                                   const auth::Act& act, absl::Time deadline);

  // Gives a confirmed registration a place in the other mode for the one it
  // has; fails with NO_PLACE_LEFT and leaves it as it was when there is none.
  // One that waits is confirmed if there is a place, and else goes to the end
  // of the line. Fails with MODE_NOT_ALLOWED or
  // DELEGATION_QUOTA_FULL.
  absl::StatusOr<Registration> ChangeMode(const RegistrationName& name,
                                          type::v1::Mode mode,
                                          const std::string& etag,
                                          const auth::Act& act,
                                          absl::Time deadline);

  // Changes what the registration says about itself by `change`, whose error is
  // the update's: the person, country, sector, sessions and priority. Fails
  // with REGISTRATION_ERASED, EMAIL_TAKEN, EXTERNAL_ID_TAKEN, SECTOR_NOT_FOUND,
  // SESSION_NOT_FOUND, MODE_NOT_ALLOWED, or NO_PLACE_LEFT in a session that is
  // new to one that holds places.
  absl::StatusOr<Registration> Update(
      const RegistrationName& name, const std::string& etag,
      absl::FunctionRef<absl::StatusOr<Registration>(const Registration&)>
          change,
      const auth::Act& act, absl::Time deadline);

  // Withdraws the confirmed registration `name` and gives its places to a new
  // one for the person, country and sector of `successor`, which is returned. A
  // repeated `key` returns the registration of the first call. Fails with
  // ALREADY_ATTENDED, EMAIL_TAKEN, EXTERNAL_ID_TAKEN, SECTOR_NOT_FOUND or
  // REQUEST_ID_REUSED.
  absl::StatusOr<Registration> Transfer(const RegistrationName& name,
                                        const Registration& successor,
                                        const RequestKey& key,
                                        const std::string& etag,
                                        const auth::Act& act,
                                        absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::registration
