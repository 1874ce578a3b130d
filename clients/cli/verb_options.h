#pragma once

#include "clients/cli/action.h"

namespace rollcall::cli {

// Adds a subcommand for each noun of Verbs(), with one for each of its verbs.
// The one that is chosen sets `action`, which outlives `app`.
void AddVerbs(CLI::App& app, Action& action);

}  // namespace rollcall::cli
