#pragma once

#include "clients/cli/action.h"

namespace rollcall::cli {

// Adds a subcommand for each noun of Verbs(), with one for each of its verbs.
// The one that is chosen sets `action` and whether it needs a token; both
// outlive `app`.
void AddVerbs(CLI::App& app, Action& action, bool& needs_token);

}  // namespace rollcall::cli
