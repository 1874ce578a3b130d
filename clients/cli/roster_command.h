#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "clients/api/server.h"
#include "clients/cli/answer.h"
#include "clients/cli/terminal.h"
#include "clients/roster/import.h"

namespace rollcall::cli {

// `rollcall registration import`: imports `path` (`-` is standard input), shows
// the counts on `out` and what is wrong on `err`, and writes the bad rows, or
// none, to `errors_path` if it is not empty. JSON and CSV have what is wrong,
// too, and come also when the header cannot be read. Returns the exit code: 0;
// 2 when some rows were left out as allowed; EX_DATAERR when rows were bad and
// nobody was registered. Other failures have exit codes as Run of a verb has.
absl::StatusOr<int> ImportFile(const client::Server& server,
                               const std::string& path,
                               const roster::ImportOptions& options,
                               const std::string& errors_path, Output output,
                               const Terminal& terminal);

// `rollcall registration export`: writes the registrations of `event`
// (`events/{event}`) to the file `path`, or to `out` if it is empty or `-`.
absl::Status ExportFile(const client::Server& server, const std::string& event,
                        const std::string& path, const Terminal& terminal);

}  // namespace rollcall::cli
