#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/db/transact.h"
#include "services/checkin/decision.h"
#include "services/checkin/holder.h"

namespace rollcall::checkin {

// Finds where the credentials of `scans`, all of `event`, lead; one for each.
// What they lead to may be gone.
absl::StatusOr<std::vector<Finding>> FindHolders(
    db::Transaction& tx, const std::string& event,
    const std::vector<const ScanRequest*>& scans);

// Loads who presents the credentials of `scans`, which lead to `findings`, one
// for each: nothing when nobody does. The transaction has locked the
// registrations.
absl::StatusOr<std::vector<std::optional<KnownHolder>>> LoadHolders(
    db::Transaction& tx, const std::string& event,
    const std::vector<const ScanRequest*>& scans,
    const std::vector<Finding>& findings);

}  // namespace rollcall::checkin
