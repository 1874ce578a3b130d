#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"

#include "common/db/transact.h"
#include "common/door/door.h"
#include "services/checkin/stay_store.h"

namespace rollcall::checkin {

// Derives anew what follows from those of `histories` of `event` that have
// changed, at the doors of `policies`, and writes it: stays, conflicts between
// scans, who is inside, and whom reports count, `recounted` among them. The
// transaction has locked the people and the doors whose places are limited. Its
// last statements: rollup rows are locked in key order.
absl::Status SaveHistories(db::Transaction& tx, const std::string& event,
                           const std::map<std::string, door::Policy>& policies,
                           const Histories& histories,
                           const std::vector<std::string>& recounted = {});

}  // namespace rollcall::checkin
