#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/lanes.h"
#include "common/db/pool.h"
#include "common/metrics/page.h"
#include "common/status/call_lanes.h"
#include "services/checkin/checkin_store.h"
#include "services/checkin/decision.h"

namespace rollcall::checkin {

// A CheckInStore behind lanes: scans that come at once are decided together.
// Thread-safe.
class LaneStore {
 public:
  // Called once for each scan, from a lane.
  using Done = CallLanes<ScanRequest, Answer>::Done;

  // Has connections of its own to what `pool` connects to, one for each lane,
  // so that no other call keeps a door waiting. Counts in `tally`, which
  // outlives it, what it decides.
  LaneStore(const db::PoolOptions& pool, const LaneOptions& lanes,
            DecisionTally& tally);

  // Decides `scan` and calls `done`. A scan whose deadline passes while it
  // waits costs the database nothing: DEADLINE_TOO_SHORT. Fails, without
  // calling `done`, with OVERLOADED.
  absl::Status Submit(ScanRequest scan, absl::Time deadline, Done done);

  // Fails with OVERLOADED when a scan of `credential`, the text of its ticket,
  // code or registration, would be turned away now.
  absl::Status CheckRoom(absl::string_view credential, absl::Time deadline);

  void AddMetrics(metrics::Page& page) const;

 private:
  db::Pool pool_;
  CheckInStore store_;
  // Last: it goes first, and finishes what is queued.
  CallLanes<ScanRequest, Answer> lanes_;
};

}  // namespace rollcall::checkin
