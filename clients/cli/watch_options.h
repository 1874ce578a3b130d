#pragma once

#include "clients/cli/action.h"

namespace rollcall::cli {

// Adds `watch`: an event as it goes on.
void AddWatch(CLI::App& app, Action& action);

}  // namespace rollcall::cli
