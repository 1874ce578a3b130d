#pragma once

#include <ostream>
#include <string>

#include "absl/status/status.h"

#include "clients/api/server.h"

namespace rollcall::cli {

// Writes the report of `event`, a resource name, to `out`: the headline
// numbers, tables by mode, sector and country, and the sentence for the press.
absl::Status PrintReport(const client::Server& server, const std::string& event,
                         std::ostream& out);

}  // namespace rollcall::cli
