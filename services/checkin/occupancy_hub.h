#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/api/limits.h"
#include "common/api/resource_name.h"
#include "services/checkin/occupancy.h"

namespace rollcall::checkin {

// How a hub works.
struct OccupancyHubOptions {
  // From the end of a load to the beginning of the next one.
  absl::Duration poll_interval = absl::Milliseconds(200);
  // Watchers at once, of all sessions.
  size_t max_watchers = limits::kMaxWatchers;
};

// Lets any number of watchers know how full sessions are by one load for all of
// them: one thread loads while there are watchers, at once when one comes and
// then after every interval, and tells each what it found. Thread-safe.
class OccupancyHub {
 public:
  // Loads the states of `sessions`, which are not empty and each there once;
  // one for each, in their order. An error of one, as SESSION_NOT_FOUND, ends
  // its watches; an error of all is one of the database.
  using Load =
      std::function<absl::StatusOr<std::vector<absl::StatusOr<Occupancy>>>(
          const std::vector<SessionName>& sessions)>;
  // Is told states, new or not, and at last, perhaps, why there will be no
  // more. Called by one thread at a time. Must not block, nor call the hub.
  using Tell = std::function<void(const absl::StatusOr<Occupancy>& state)>;

  explicit OccupancyHub(Load load, const OccupancyHubOptions& options = {});
  // Ends, and waits for a load under way.
  ~OccupancyHub();

  // Tells `tell` of `session`, first from a load that begins after this call,
  // so that the state is none older than what the watcher may have seen
  // elsewhere. A watch whose first load fails ends with the error of the
  // database; from then on a watch waits until the database is back. Returns a
  // number for Leave. Fails with OVERLOADED or, after End, with UNAVAILABLE
  // without a reason.
  absl::StatusOr<int64_t> Watch(const SessionName& session, Tell tell);

  // Ends a watch: its Tell is not called any more, nor under way. One that has
  // ended is left alone.
  void Leave(const SessionName& session, int64_t watcher);

  // Tells all watchers UNAVAILABLE, without a reason, and takes no more. Does
  // not wait for a load under way.
  void End();

 private:
  struct Watcher {
    Tell tell;
    // The first poll that the watcher is told of.
    int64_t first_poll = 0;
    // It was told of one.
    bool begun = false;
  };
  using Watchers = std::map<int64_t, Watcher>;

  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsUrgent() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Run();
  void Poll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Tells those of `session` whose turn it is; an error ends the watches that
  // it is for.
  void TellOf(const SessionName& session,
              const absl::StatusOr<Occupancy>& state, bool begun_too)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Load load_;
  const OccupancyHubOptions options_;
  // Held while watchers are told, so that Leave waits for that.
  absl::Mutex mutex_;
  std::map<SessionName, Watchers> sessions_ ABSL_GUARDED_BY(mutex_);
  size_t watchers_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t last_watcher_ ABSL_GUARDED_BY(mutex_) = 0;
  // The number of the poll that began last.
  int64_t last_poll_ ABSL_GUARDED_BY(mutex_) = 0;
  // Somebody has come since it began.
  bool has_new_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace rollcall::checkin
