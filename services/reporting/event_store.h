#pragma once

#include "absl/status/statusor.h"

#include "common/api/resource_name.h"
#include "common/db/transact.h"
#include "services/reporting/report.h"

namespace rollcall::reporting {

// An event and the state of its data, as the transaction sees it.
struct EventState {
  EventFacts facts;
  DataState data;
};

// Reads the event of `session`. First in its transaction: what is read later
// is of the same state. Fails with EVENT_NOT_FOUND or SESSION_NOT_FOUND.
absl::StatusOr<EventState> ReadEvent(db::Transaction& tx,
                                     const SessionName& session);

}  // namespace rollcall::reporting
