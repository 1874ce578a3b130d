#pragma once

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include "absl/status/statusor.h"

#include "clients/api/server.h"

namespace rollcall::audit {

// Writes one row as CSV for each entry of the audit of `event`
// (`events/{event}`), chain by chain, and returns how many. `progress` is
// called with how many there are so far. Nothing of it is checked: Verify does.
// On an error, a broken stream included, what is in `out` is incomplete.
//
// The columns: time, chain, batch, entry, actor, role, method, resource,
// detail.
absl::StatusOr<int64_t> ExportEntries(
    const client::Server& server, const std::string& event, std::ostream& out,
    const std::function<void(int64_t)>& progress);

}  // namespace rollcall::audit
