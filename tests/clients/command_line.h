#pragma once

#include <string>
#include <vector>

#include "tests/harness/program.h"

namespace rollcall::testing {

// Runs the command line inside the test's process against the registration
// service at `address`, with the token of calls.h and `input` as standard
// input.
Finished RunCommandLine(const std::string& address,
                        const std::vector<std::string>& arguments,
                        const std::string& input = "");

}  // namespace rollcall::testing
