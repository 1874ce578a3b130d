#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/db/pool.h"
#include "common/metrics/page.h"

namespace rollcall::checkin {

// How much waits for somebody to look at it, as the database has it: the same
// in every instance. Thread-safe.
class OpenMattersStore {
 public:
  // `pool` outlives the store.
  explicit OpenMattersStore(db::Pool& pool) : pool_(pool) {}

  // Counts the conflicts that hold and nobody has resolved, and the connections
  // of nobody who is known, of all events that go on or ended within a week. It
  // looks at some thousands of each event, so that each costs some
  // milliseconds: what is more is not counted.
  absl::Status Count(absl::Time deadline);

  // Adds what was counted last; nothing before that.
  void AddMetrics(metrics::Page& page) const;

 private:
  db::Pool& pool_;
  mutable absl::Mutex mutex_;
  bool counted_ ABSL_GUARDED_BY(mutex_) = false;
  // By the kind of the conflict, or of the participant.
  std::map<std::string, int64_t> counts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall::checkin
