#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "clients/api/server.h"
#include "clients/cli/answer.h"
#include "clients/cli/terminal.h"
#include "clients/cli/verb.h"

namespace rollcall::cli {

// A verb with what the command line says.
struct VerbCall {
  const Verb* verb = nullptr;
  // The values of each argument, by its spelling; only those that were given.
  std::map<std::string, std::vector<std::string>> values;
  Output output = Output::kTable;
  // The most elements of a list, or answers of a stream; 0 means all.
  int limit = 0;
};

// Makes the call, a list's as often as it has pages, and shows the answer; a
// stream's one by one. A request_id or scan_id that is not given is a new UUID.
// Returns the exit code. An error
// that a service did not answer has one (WithExitCode): EX_USAGE, EX_DATAERR or
// EX_IOERR.
absl::StatusOr<int> Run(const VerbCall& call, const client::Server& server,
                        const Terminal& terminal);

}  // namespace rollcall::cli
