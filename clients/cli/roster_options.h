#pragma once

#include "clients/cli/action.h"

namespace rollcall::cli {

// Add `import` and `export` to the noun `registration`. The one that is chosen
// sets `action`, which outlives `registration`.
void AddImport(CLI::App& registration, Action& action);
void AddExport(CLI::App& registration, Action& action);

}  // namespace rollcall::cli
