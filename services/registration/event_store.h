#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/db/pool.h"
#include "services/registration/event.h"
#include "services/registration/session.h"

namespace rollcall::registration {

// Events and their agendas in PostgreSQL. Each method is one transaction, and
// also fails as db::Transact does. Thread-safe.
class EventStore {
 public:
  // `pool` outlives the store.
  explicit EventStore(db::Pool& pool) : pool_(pool) {}

  // Adds `event` with its sectors, partners and session `venue`, and returns it
  // as stored. A repeated `key` returns the event of the first call. Fails with
  // EVENT_ALREADY_EXISTS or REQUEST_ID_REUSED.
  absl::StatusOr<Event> CreateEvent(const Event& event, const RequestKey& key,
                                    absl::Time deadline);

  // Fails with EVENT_NOT_FOUND.
  absl::StatusOr<Event> GetEvent(const EventName& name, absl::Time deadline);

  // Up to `page.size` + 1 events after `page.key`, by id, without sectors and
  // partners.
  absl::StatusOr<std::vector<Event>> ListEvents(const Page& page,
                                                absl::Time deadline);

  // Adds `session` to its event and returns it as stored. A repeated `key`
  // returns the session of the first call. Fails with EVENT_NOT_FOUND,
  // SESSION_ALREADY_EXISTS or REQUEST_ID_REUSED.
  absl::StatusOr<Session> CreateSession(const Session& session,
                                        const RequestKey& key,
                                        absl::Time deadline);

  // Fails with SESSION_NOT_FOUND.
  absl::StatusOr<Session> GetSession(const SessionName& name,
                                     absl::Time deadline);

  // Up to `page.size` + 1 sessions after `page.key`, by start time and id.
  // Fails with EVENT_NOT_FOUND.
  absl::StatusOr<std::vector<Session>> ListSessions(const EventName& event,
                                                    const Page& page,
                                                    absl::Time deadline);

  // The key under which a list continues after `session`.
  static std::string PageKeyOf(const Session& session);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::registration
