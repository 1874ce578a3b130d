#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/db/transact.h"
#include "services/checkin/decision.h"

namespace rollcall::checkin {

// The answer to each scan of a batch, in its order: a decision, or
// SESSION_NOT_FOUND or SCAN_ID_REUSED.
using Answers = std::vector<absl::StatusOr<Answer>>;

// Decides `scans`, all of `event`, one after the other as they stand, and keeps
// the decisions, the presence and the counts of everybody concerned. Fails as a
// whole with EVENT_NOT_FOUND; with ABORTED when another transaction has decided
// one of the scans meanwhile: run it again.
//
// Locks registrations, then doors whose places are limited, then writes the
// ledger, stays, conflicts, occupancy and rollups, each in key order, so that
// batches of any cut and any instance never wait for each other in a circle.
absl::StatusOr<Answers> DecideBatch(db::Transaction& tx,
                                    const std::string& event,
                                    const std::vector<ScanRequest>& scans);

}  // namespace rollcall::checkin
