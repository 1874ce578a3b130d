#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/auth/act.h"
#include "common/db/pool.h"
#include "common/db/transact.h"
#include "services/registration/event.h"

namespace rollcall::registration {

// Events in PostgreSQL. Each method is one transaction, and also fails as
// db::Transact does. Thread-safe.
class EventStore {
 public:
  // `pool` outlives the store.
  explicit EventStore(db::Pool& pool) : pool_(pool) {}

  // Adds `event` with its sectors, partners and session `venue`, and returns it
  // as stored. A repeated `key` returns the event of the first call. Fails with
  // EVENT_ALREADY_EXISTS or REQUEST_ID_REUSED.
  absl::StatusOr<Event> CreateEvent(const Event& event, const RequestKey& key,
                                    const auth::Act& act, absl::Time deadline);

  // Fails with EVENT_NOT_FOUND.
  absl::StatusOr<Event> GetEvent(const EventName& name, absl::Time deadline);

  // Up to `page.size` + 1 events after `page.key`, by id, without sectors and
  // partners.
  absl::StatusOr<std::vector<Event>> ListEvents(const Page& page,
                                                absl::Time deadline);

  // Replaces the event by what `change`, a pure function that may be called
  // again, makes of it, and returns it as stored. The session `venue` follows;
  // who attended is recounted when times, the threshold or the rule change, and
  // on which days when the time zone does. A change that changes nothing leaves
  // the version. Fails with EVENT_NOT_FOUND,
  // ETAG_MISMATCH, SECTOR_IN_USE, CAPACITY_BELOW_TAKEN, or as `change` does.
  absl::StatusOr<Event> UpdateEvent(
      const EventName& name, const std::string& etag,
      absl::FunctionRef<absl::StatusOr<Event>(const Event&)> change,
      const auth::Act& act, absl::Time deadline);

 private:
  db::Pool& pool_;
};

// OK, or EVENT_NOT_FOUND.
absl::Status CheckEventExists(db::Transaction& tx, const EventName& event);

}  // namespace rollcall::registration
