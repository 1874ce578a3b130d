#pragma once

#include "clients/cli/action.h"

namespace rollcall::cli {

// Adds `import` to the noun `presence`: the attendance report of a platform
// that cannot call.
void AddPresenceImport(CLI::App& presence, Action& action);

}  // namespace rollcall::cli
