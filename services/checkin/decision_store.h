#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/audit/entry.h"
#include "common/db/transact.h"
#include "services/checkin/decision.h"

namespace rollcall::checkin {

// Returns what was decided of `scans` of `event`; nothing for those that were
// not.
absl::StatusOr<std::map<ScanKey, StoredDecision>> FindDecisions(
    db::Transaction& tx, const std::string& event,
    const std::vector<ScanKey>& scans);

// Adds `decisions` of `event`, whose scans differ, to the ledger, as those of
// the audit's batch `audit_id`. False when another transaction has decided one
// of them meanwhile: this one is lost.
absl::StatusOr<bool> InsertDecisions(db::Transaction& tx,
                                     const std::string& event,
                                     const std::string& audit_id,
                                     const std::vector<NewDecision>& decisions);

// The entry of the audit about them.
audit::Entry DecisionsEntry(const std::string& audit_id,
                            const std::vector<NewDecision>& decisions);

}  // namespace rollcall::checkin
