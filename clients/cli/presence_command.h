#pragma once

#include "clients/cli/action.h"

namespace rollcall::cli {

// Adds `presence import`: the attendance report of a platform that cannot call.
void AddPresence(CLI::App& app, Action& action);

}  // namespace rollcall::cli
