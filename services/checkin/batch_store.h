#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/audit/entry.h"
#include "common/db/transact.h"
#include "services/checkin/batch.h"
#include "services/checkin/decision.h"

namespace rollcall::checkin {

// Decides `scans`, all of `event`, one after the other as they stand, and keeps
// the decisions, the presence and the counts of everybody concerned. Fails as a
// whole with EVENT_NOT_FOUND; with ABORTED when another transaction has decided
// a scan meanwhile whose credential leads to nobody, so that no lock kept it
// from doing so: run it again.
//
// Also counts `recounted` anew, registrations that the transaction has made:
// what counts people runs once, as the last of it all.
//
// The audit gets one entry about the decisions, and `entries` of the caller
// before it.
//
// Locks registrations, then doors whose places are limited, then writes the
// ledger, conflicts, stays, occupancy, rollups and the audit, each in key
// order, so that batches of any cut and any instance never wait for each other
// in a circle.
absl::StatusOr<Answers> DecideBatch(
    db::Transaction& tx, const std::string& event,
    const std::vector<ScanRequest>& scans,
    const std::vector<std::string>& recounted = {},
    const std::vector<audit::Entry>& entries = {});

// Runs `body`, which ends with DecideBatch, as db::Transact does, and again
// while it is ABORTED. Fails with TOO_MUCH_CONTENTION.
template <typename Body>
auto TransactDecisions(db::Pool& pool, absl::Time deadline, const Body& body)
    -> decltype(body(std::declval<db::Transaction&>())) {
  return RepeatWhileAborted([&] { return db::Transact(pool, deadline, body); });
}

}  // namespace rollcall::checkin
