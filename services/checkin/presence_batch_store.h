#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/db/transact.h"
#include "services/checkin/derivation.h"
#include "services/checkin/presence.h"

namespace rollcall::checkin {

// What a batch has come to.
struct RecordedPresence {
  // One for each report, in their order.
  std::vector<PresenceResult> results;
  // What the intervals end by that were written.
  EndCounts intervals;
};

// What has to be known of a batch before any lock, and is found out later: then
// the transaction runs again.
struct Foreknowledge {
  // The positions of reports that have ids of others. Nothing of them is kept,
  // not even when they were.
  std::set<size_t> reused;
  // The event is to be held alone.
  bool alone = false;
};

// Records `reports` on `event` at `now` and what follows from them, all in
// `tx`: see PresenceStore::ReportPresence. `known` is from the runs before, and
// gets what the next one needs.
absl::StatusOr<RecordedPresence> RecordPresence(
    db::Transaction& tx, const std::string& event,
    const std::vector<PresenceReport>& reports, Foreknowledge& known,
    absl::Time now);

}  // namespace rollcall::checkin
