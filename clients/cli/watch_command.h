#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "clients/api/server.h"
#include "clients/cli/terminal.h"

namespace rollcall::cli {

// What `rollcall watch` shows.
struct WatchOptions {
  // events/{event}/sessions/{session}
  std::string session;
  // One frame, and no more.
  bool once = false;
};

// Shows an event as it goes on: on a terminal a frame that fills it, until q or
// a signal ends it, else a line for each change, until a signal does. Fails
// with what the services say that cannot pass, and with `once` when one of them
// cannot be reached.
absl::StatusOr<int> RunWatch(const client::Server& server,
                             const WatchOptions& options,
                             const Terminal& terminal);

}  // namespace rollcall::cli
