#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "clients/api/server.h"
#include "clients/cli/answer.h"
#include "clients/cli/terminal.h"

namespace rollcall::cli {

// What the chosen subcommand does. Returns the exit code.
using Action = std::function<absl::StatusOr<int>(const client::Server& server,
                                                 const Terminal& terminal)>;

// As Action, for a subcommand that calls nobody.
using LocalAction = std::function<absl::StatusOr<int>(const Terminal&)>;

// The outcome of an action that only succeeds or fails.
absl::StatusOr<int> Done(const absl::Status& status);

// The name of an event of which `text` is the name or the id.
std::string EventNameOf(const std::string& text);

// Adds --event to `command`, which is required: a name, or an id that becomes
// one.
void AddEvent(CLI::App& command, std::string& event);

// Adds --output to `command`: table, json or csv.
void AddOutput(CLI::App& command, Output& output);

// Checks that the value of an option is a whole number from 0 to `max`. The
// check returns what to write instead; empty when there is nothing wrong.
std::function<std::string(const std::string&)> WholeNumberUpTo(int64_t max);

// Ends the help of `command` with an example; `example` is what follows
// `rollcall`.
void AddExample(CLI::App& command, const std::string& example);

// Says before that which columns a CSV file has that `command` writes.
void AddColumns(CLI::App& command, const std::string& columns);

}  // namespace rollcall::cli
