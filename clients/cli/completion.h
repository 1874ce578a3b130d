#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace rollcall::cli {

// What may stand where somebody types.
struct Candidate {
  std::string text;
  std::string help;
};

struct Completion {
  std::vector<Candidate> candidates;
  // A file may stand there, too.
  bool takes_file = false;
};

// What may take the place of the last of `words`, which follow the program's
// name on the command line that `app` reads: commands, flags, and the values of
// those that have a list of them.
Completion Complete(const CLI::App& app, const std::vector<std::string>& words);

}  // namespace rollcall::cli
