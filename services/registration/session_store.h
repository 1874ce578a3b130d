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
#include "services/registration/session.h"

namespace rollcall::registration {

// The agendas of events in PostgreSQL. Each method is one transaction, and also
// fails as db::Transact does. Thread-safe.
class SessionStore {
 public:
  // `pool` outlives the store.
  explicit SessionStore(db::Pool& pool) : pool_(pool) {}

  // Adds `session` to its event and returns it as stored. A repeated `key`
  // returns the session of the first call. Fails with EVENT_NOT_FOUND,
  // SESSION_ALREADY_EXISTS or REQUEST_ID_REUSED.
  absl::StatusOr<Session> CreateSession(const Session& session,
                                        const RequestKey& key,
                                        const auth::Act& act,
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

  // Replaces the session by what `change`, a pure function that may be called
  // again, makes of it, and returns it as stored. Of `venue`, which follows its
  // event, it changes the admission only.
  // Who attended is recounted when its times change. A change that changes
  // nothing leaves the version. Fails with SESSION_NOT_FOUND, ETAG_MISMATCH,
  // CAPACITY_BELOW_TAKEN, or as `change` does.
  absl::StatusOr<Session> UpdateSession(
      const SessionName& name, const std::string& etag,
      absl::FunctionRef<absl::StatusOr<Session>(const Session&)> change,
      const auth::Act& act, absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::registration
