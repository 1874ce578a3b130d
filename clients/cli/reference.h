#pragma once

#include <CLI/CLI.hpp>
#include <ostream>

namespace rollcall::cli {

// Writes what the help of `app` and of all its commands says, as Markdown:
// flags, commands with their arguments and examples, exit codes.
void WriteReference(const CLI::App& app, std::ostream& out);

}  // namespace rollcall::cli
