#pragma once

#include "clients/cli/action.h"

namespace rollcall::cli {

// Adds the subcommand `kiosk`. When it is chosen it sets `action`, which
// outlives `app`.
void AddKiosk(CLI::App& app, Action& action);

}  // namespace rollcall::cli
