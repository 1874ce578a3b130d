#pragma once

namespace rollcall::cli {

// Runs the `rollcall` command line. Returns the exit code: 0 when done, 1 when
// a service refused, 64 for a wrong command line, 69 when a service cannot be
// reached. Results go to standard output, all else to standard error.
int Run(int argc, char** argv);

}  // namespace rollcall::cli
