#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/page.h"
#include "common/api/resource_name.h"
#include "common/db/pool.h"
#include "services/reporting/attendee.h"

namespace rollcall::reporting {

// Lists who was in `session`, by registration, from the page's key on, one more
// than the page holds if there is more. `venue` has everybody who is
// registered. Fails with EVENT_NOT_FOUND or SESSION_NOT_FOUND.
absl::StatusOr<AttendeePage> ListAttendees(db::Pool& pool,
                                           const SessionName& session,
                                           const AttendeeFilter& filter,
                                           const Page& page,
                                           absl::Time deadline);

}  // namespace rollcall::reporting
