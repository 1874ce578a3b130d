#pragma once

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

// Records `reports` on `event` at `now` and what follows from them, all in
// `tx`: see PresenceStore::ReportPresence.
absl::StatusOr<RecordedPresence> RecordPresence(
    db::Transaction& tx, const std::string& event,
    const std::vector<PresenceReport>& reports, absl::Time now);

}  // namespace rollcall::checkin
