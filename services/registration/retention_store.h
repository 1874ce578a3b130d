#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/db/pool.h"
#include "services/registration/privacy_store.h"

namespace rollcall::registration {

// What one instance of the service does about the events whose retention_time
// has passed. Most of them have no personal data any more, and nothing but a
// look at each tells which: it goes through them in the order of their ids, and
// begins again after the last. Not thread-safe.
class RetentionStore {
 public:
  // `pool` outlives the store.
  explicit RetentionStore(db::Pool& pool) : pool_(pool), privacy_(pool) {}

  // Looks at some events, a hundred at most, and removes a batch of the
  // personal data of the first that has any. Returns whether to go on at once:
  // there was some, or the store has never come to the last event. Any number
  // of stores may do so at once. Fails as db::Transact does, and goes on after
  // the event of which nothing could be removed.
  absl::StatusOr<bool> EraseExpired(absl::Time deadline);

 private:
  db::Pool& pool_;
  PrivacyStore privacy_;
  // The last event that had nothing; empty before the first.
  std::string after_;
  // It has come to the last event since it was made.
  bool seen_all_ = false;
};

}  // namespace rollcall::registration
