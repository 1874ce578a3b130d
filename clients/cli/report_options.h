#pragma once

#include "clients/cli/action.h"

namespace rollcall::cli {

// Adds `report`. It sets `action`, which outlives `app`, when it is chosen.
void AddReport(CLI::App& app, Action& action);

}  // namespace rollcall::cli
