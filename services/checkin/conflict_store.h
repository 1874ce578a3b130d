#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/page.h"
#include "common/api/resource_name.h"
#include "common/auth/act.h"
#include "common/db/transact.h"
#include "common/door/door.h"
#include "services/checkin/conflict.h"
#include "services/checkin/history.h"

namespace rollcall::checkin {

// Writes conflicts of single scans of `event`, which hold for ever.
absl::Status SaveConflicts(db::Transaction& tx, const std::string& event,
                           const std::vector<Conflict>& conflicts);

// Derives the duplicates of `histories` anew, at the doors of `policies`, where
// a device has decided alone.
absl::Status RefreshDuplicates(
    db::Transaction& tx, const std::string& event,
    const std::map<std::string, door::Policy>& policies,
    const Histories& histories);

// Derives anew who was one too many in `session`, whose door the transaction
// has locked and whose stays it has saved.
absl::Status RefreshOverCapacity(db::Transaction& tx,
                                 const SessionName& session, int place_count);

// Settles all conflicts of a scan that was annulled.
absl::Status SettleScan(db::Transaction& tx, const std::string& event,
                        const std::string& device, const std::string& scan_id);

// Conflicts in PostgreSQL. Thread-safe.
class ConflictStore {
 public:
  // `pool` outlives the store.
  explicit ConflictStore(db::Pool& pool) : pool_(pool) {}

  // Returns up to page.size + 1 conflicts after the one with the id page.key,
  // in the order of their ids. Fails with EVENT_NOT_FOUND.
  absl::StatusOr<std::vector<Conflict>> ListConflicts(
      const EventName& event, const ConflictFilter& filter, const Page& page,
      absl::Time deadline);

  // Closes a conflict. Fails with CONFLICT_NOT_FOUND or
  // CONFLICT_ALREADY_RESOLVED.
  absl::StatusOr<Conflict> ResolveConflict(const ConflictName& name,
                                           const std::string& note,
                                           const auth::Act& act,
                                           absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::checkin
