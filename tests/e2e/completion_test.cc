#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/harness/program.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall {
namespace {

using testing::Finished;
using ::testing::HasSubstr;
using testing::RunProgram;

// Runs `script` in a shell that finds `rollcall`.
Finished RunShell(const std::string& shell,
                  const std::vector<std::string>& flags,
                  const std::string& script, const std::string& home) {
  std::vector<std::string> arguments = flags;
  arguments.insert(arguments.end(), {"-c", script});
  return RunProgram(
      shell, arguments,
      {{"PATH", absl::StrCat(testing::ProgramFolder(), ":/usr/bin:/bin")},
       {"HOME", home},
       {"XDG_CONFIG_HOME", home}});
}

// bash completes what is typed as it does at a prompt: it sets the words and
// calls the function that is registered for `rollcall`.
std::string InBash(const std::string& words, int at) {
  const testing::ScratchFolder home;
  const Finished finished = RunShell(
      "/bin/bash", {"--norc", "-eu"},
      absl::StrCat(
          "source <(rollcall completion bash)\n"
          "[[ $(complete -p rollcall) == *' -F _rollcall rollcall' ]]\n"
          "COMP_WORDS=(",
          words, ") COMP_CWORD=", at,
          "\n"
          "_rollcall\n"
          "echo \"${COMPREPLY[*]}\""),
      home.path());
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_EQ(finished.error, "");
  return finished.output;
}

TEST(CompletionTest, CompletesInBash) {
  EXPECT_EQ(InBash("rollcall regi", 1), "registration\n");
  EXPECT_EQ(InBash("rollcall registration ch", 2), "change-mode\n");
  EXPECT_EQ(InBash("rollcall event list --output ''", 4), "table json csv\n");
  // As bash cuts `--output=j` and `--output=`.
  EXPECT_EQ(InBash("rollcall event list --output = j", 5), "json\n");
  EXPECT_EQ(InBash("rollcall event list --output =", 4), "table json csv\n");
  // What follows the cursor is of no account.
  EXPECT_EQ(InBash("rollcall ev --output", 1), "event\n");
}

TEST(CompletionTest, CompletesInFish) {
  if (::access("/usr/bin/fish", X_OK) != 0) GTEST_SKIP() << "needs fish";
  const testing::ScratchFolder home;
  const auto complete = [&home](const std::string& line) {
    const Finished finished =
        RunShell("/usr/bin/fish", {"--no-config"},
                 absl::StrCat("rollcall completion fish | source\n"
                              "complete --do-complete '",
                              line, "' | string replace --regex '\\t.*' ''"),
                 home.path());
    EXPECT_EQ(finished.error, "");
    return finished.output;
  };
  EXPECT_EQ(complete("rollcall regi"), "registration\n");
  EXPECT_EQ(complete("rollcall event list --output "), "csv\njson\ntable\n");
  EXPECT_EQ(complete("rollcall event create /etc/hostnam"), "/etc/hostname\n");
}

// zsh completes at prompts only: zpty is one, whose line is then printed.
TEST(CompletionTest, CompletesInZsh) {
  if (::access("/usr/bin/zsh", X_OK) != 0) GTEST_SKIP() << "needs zsh";
  const testing::ScratchFolder home;
  const auto complete = [&home](const std::string& line) {
    return RunShell(
               "/usr/bin/zsh", {"-f"},
               absl::StrCat(
                   "zmodload zsh/zpty\n"
                   "zpty shell zsh -f -i\n"
                   "zpty -w shell 'autoload -Uz compinit; compinit -D -u'\n"
                   "zpty -w shell 'source <(rollcall completion zsh)'\n"
                   "zpty -w shell 'show() { print -r -- \"<$BUFFER>\"; exit "
                   "}'\n"
                   "zpty -w shell 'zle -N show; bindkey \"^X\" show'\n"
                   "zpty -w -n shell $'",
                   line,
                   "\\t\\x18'\n"
                   "while zpty -r shell answer; do print -rn -- $answer; "
                   "done\n"),
               home.path())
        .output;
  };
  EXPECT_THAT(complete("rollcall regi"), HasSubstr("<rollcall registration >"));
  EXPECT_THAT(complete("rollcall event list --output c"),
              HasSubstr("<rollcall event list --output csv >"));
  EXPECT_THAT(complete("rollcall event create /etc/hostnam"),
              HasSubstr("<rollcall event create /etc/hostname >"));
}

}  // namespace
}  // namespace rollcall
