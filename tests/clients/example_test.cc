#include <sstream>
#include <sysexits.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/cli/cli.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall {
namespace {

using testing::ReadFile;

struct Outcome {
  int exit_code;
  std::string output;
  std::string error;
};

Outcome RunHere(const std::vector<std::string>& arguments) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  const int exit_code = cli::Run(arguments, {in, out, err});
  return {exit_code, out.str(), err.str()};
}

// The words of a command line with single quotes, as a shell takes them.
std::vector<std::string> WordsOf(const std::string& line) {
  std::vector<std::string> words;
  bool is_quoted = false;
  bool is_new = true;
  for (const char c : line) {
    if (c == '\'') {
      is_quoted = !is_quoted;
    } else if (c == ' ' && !is_quoted) {
      is_new = true;
      continue;
    }
    if (is_new) words.emplace_back();
    is_new = false;
    if (c != '\'') words.back() += c;
  }
  return words;
}

std::string Reference() { return RunHere({"reference"}).output; }

// The examples that the reference has, without `rollcall`.
std::vector<std::string> Examples() {
  std::vector<std::string> examples;
  const std::vector<std::string> parts =
      absl::StrSplit(Reference(), "Example:\n  rollcall ");
  for (size_t i = 1; i < parts.size(); ++i) {
    examples.push_back(parts[i].substr(0, parts[i].find("\n```")));
  }
  return examples;
}

TEST(Examples, AreThereForEveryCommand) {
  size_t commands = 0;
  for (const auto& line : absl::StrSplit(Reference(), '\n')) {
    // A heading of two marks is a group, or a command of one word.
    if (line.substr(0, 4) == "### ") ++commands;
  }
  EXPECT_GT(commands, 60u);
  EXPECT_GE(Examples().size(), commands);
}

// With a token that cannot be read, a command line that can be ends before
// anything is called. Pipes and files of examples are for the shell.
TEST(Examples, AreRightAsTheyStand) {
  const testing::ScratchFolder folder;
  setenv("XDG_CONFIG_HOME", folder.path().c_str(), 1);
  for (const std::string& example : Examples()) {
    const std::string line = example.substr(0, example.find(" > "));
    std::vector<std::string> words = WordsOf(line);
    // It needs no token, and would call.
    if (absl::string_view(line).substr(0, 13) == "device enroll") {
      words.push_back("--help");
    }
    words.insert(words.begin(),
                 {"--profile", "none", "--token-file", folder.File("none")});
    const Outcome outcome = RunHere(words);
    EXPECT_NE(outcome.exit_code, EX_USAGE) << example << outcome.error;
  }
  unsetenv("XDG_CONFIG_HOME");
}

// `rollcall reference` writes what follows the mark.
TEST(Reference, IsWhatThePageSays) {
  const std::string page =
      ReadFile(absl::StrCat(ROLLCALL_SOURCE_DIR, "/docs/command-line.md"));
  const std::string mark =
      "<!-- What follows is from: rollcall reference -->\n";
  const size_t begin = page.find(mark);
  ASSERT_NE(begin, std::string::npos);
  EXPECT_TRUE(page.substr(begin + mark.size()) == Reference())
      << "docs/command-line.md is not what `rollcall reference` prints: "
         "replace what follows the mark.";
}

}  // namespace
}  // namespace rollcall
