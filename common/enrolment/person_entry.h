#pragma once

#include "absl/status/statusor.h"

#include "common/audit/entry.h"
#include "common/auth/act.h"
#include "common/db/transact.h"
#include "common/enrolment/registration.h"

namespace rollcall::enrolment {

// The entry that `act` did something to `registration`, which the transaction
// has written, with a commitment to whom it is for now.
absl::StatusOr<audit::Entry> PersonEntry(db::Transaction& tx,
                                         const auth::Act& act,
                                         const Registration& registration);

}  // namespace rollcall::enrolment
