#pragma once

#include "clients/cli/action.h"
#include "clients/cli/completion.h"

namespace rollcall::cli {

// What shells ask the program by: it is followed by the words of a command line
// up to the cursor, as they are.
inline constexpr char kCandidates[] = "candidates";

// Adds `completion`, whose commands print what makes a shell complete. The one
// that is chosen sets `action`, which outlives `app`.
void AddCompletion(CLI::App& app, LocalAction& action);

// Writes what shells read: a line for each candidate, its help after a
// tabulator, and the line `:files` where a file may stand.
void WriteCandidates(const Completion& completion, std::ostream& out);

}  // namespace rollcall::cli
