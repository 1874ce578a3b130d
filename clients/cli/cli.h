#pragma once

#include <string>
#include <vector>

#include "clients/cli/terminal.h"

namespace rollcall::cli {

// Runs the `rollcall` command line; `arguments` are without the program's name.
// Returns the exit code, see exit_code.h. Results go to standard output, all
// else to standard error.
int Run(const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace rollcall::cli
