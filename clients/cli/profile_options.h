#pragma once

#include "clients/cli/action.h"

namespace rollcall::cli {

// Adds `profile` with `set`, `use`, `list`, `show` and `remove`, none of which
// calls a service. The one that is chosen sets `action`, which outlives `app`.
void AddProfile(CLI::App& app, LocalAction& action);

}  // namespace rollcall::cli
