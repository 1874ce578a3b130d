#pragma once

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include "absl/status/statusor.h"

#include "clients/api/server.h"

namespace rollcall::roster {

// Writes all registrations of `event` (`events/{event}`) to `out` as CSV with
// every column of Columns, in the order of their names, and returns how many.
// `progress` is called with how many there are so far. A stream that breaks off
// as UNAVAILABLE goes on where it ended. Registrations whose personal data was
// erased have rows without it. On an error what is in `out` is incomplete, and
// nothing if the call was refused.
absl::StatusOr<int64_t> Export(const client::Server& server,
                               const std::string& event, std::ostream& out,
                               const std::function<void(int64_t)>& progress);

}  // namespace rollcall::roster
