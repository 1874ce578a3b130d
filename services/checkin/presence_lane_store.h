#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/base/affinity.h"
#include "common/base/lanes.h"
#include "common/db/pool.h"
#include "common/metrics/page.h"
#include "common/status/call_lanes.h"
#include "services/checkin/presence.h"
#include "services/checkin/presence_store.h"

namespace rollcall::checkin {

// A PresenceStore behind lanes: reports that come at once are recorded
// together. Thread-safe.
class PresenceLanes {
 public:
  using Results = std::vector<PresenceResult>;
  // Called once for each report of events, from a lane.
  using Done = CallLanes<std::vector<PresenceReport>, Results>::Done;

  // Has connections of its own to what `pool` connects to, one for each lane.
  // Queues and batches are measured in events. Counts in `tally`, which
  // outlives it, what it records.
  PresenceLanes(const db::PoolOptions& pool, const LaneOptions& lanes,
                PresenceTally& tally);

  // Records `reports`, which are not empty, on `event` and calls `done`. Fails,
  // without calling it, with OVERLOADED.
  absl::Status Submit(const std::string& event,
                      std::vector<PresenceReport> reports, absl::Time deadline,
                      Done done);

  void AddMetrics(metrics::Page& page) const;

 private:
  using Answers = std::vector<absl::StatusOr<Results>>;

  Answers Record(const std::string& event,
                 const std::vector<std::vector<PresenceReport>>& calls,
                 absl::Time deadline);

  db::Pool pool_;
  PresenceStore store_;
  Affinity affinity_;
  // Last: it goes first, and finishes what is queued.
  CallLanes<std::vector<PresenceReport>, Results> lanes_;
};

}  // namespace rollcall::checkin
