#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "common/db/pool.h"

namespace rollcall::checkin {

// The public half of a key that tickets are signed with.
struct TicketKey {
  int key_id = 0;
  std::string public_key;
};

// Keys of tickets in PostgreSQL. Thread-safe.
class KeyStore {
 public:
  // `pool` outlives the store.
  explicit KeyStore(db::Pool& pool) : pool_(pool) {}

  // Returns all keys, the newest first. Fails with EVENT_NOT_FOUND.
  absl::StatusOr<std::vector<TicketKey>> ListKeys(const EventName& event,
                                                  absl::Time deadline);

 private:
  db::Pool& pool_;
};

}  // namespace rollcall::checkin
