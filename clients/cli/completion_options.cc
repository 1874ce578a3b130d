#include "clients/cli/completion_options.h"

#include "completion_scripts.h"

namespace rollcall::cli {
namespace {

struct Shell {
  const char* name;
  const char* help;
  const char* script;
};

// In the order in which the build embeds the scripts.
constexpr Shell kShells[] = {
    {"bash",
     "Prints completion for bash: source it, or keep it as "
     "~/.local/share/bash-completion/completions/rollcall",
     completions::kTexts[0]},
    {"fish",
     "Prints completion for fish: keep it as "
     "~/.config/fish/completions/rollcall.fish",
     completions::kTexts[1]},
    {"zsh",
     "Prints completion for zsh: keep it as _rollcall in a folder of $fpath",
     completions::kTexts[2]},
};

}  // namespace

void AddCompletion(CLI::App& app, LocalAction& action) {
  auto* completion = app.add_subcommand(
      "completion", "What makes a shell complete commands and flags");
  completion->require_subcommand(1);
  for (const Shell& shell : kShells) {
    auto* command = completion->add_subcommand(shell.name, shell.help);
    AddExample(*command, std::string("completion ") + shell.name);
    command->callback([&shell, &action] {
      action = [&shell](const Terminal& terminal) -> absl::StatusOr<int> {
        terminal.out << shell.script;
        return Done(absl::OkStatus());
      };
    });
  }
}

void WriteCandidates(const Completion& completion, std::ostream& out) {
  for (const Candidate& candidate : completion.candidates) {
    out << candidate.text << "\t" << candidate.help << "\n";
  }
  if (completion.takes_file) out << ":files\n";
}

}  // namespace rollcall::cli
