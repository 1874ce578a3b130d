#pragma once

#include <map>
#include <string>
#include <vector>

namespace rollcall::testing {

// One command of a page, as somebody types it, and the lines that it prints.
struct GuideCommand {
  std::string text;
  // `…` stands for any text of a line, or alone for any lines.
  std::vector<std::string> expected;
};

// What a page in Markdown has people do.
struct GuidePage {
  // The blocks whose fence names a file after the language, by that name.
  std::map<std::string, std::string> files;
  // Those of the blocks `console`, in which `$ ` begins a command and `> ` goes
  // on with it.
  std::vector<GuideCommand> commands;
};

GuidePage ParseGuide(const std::string& markdown);

// Whether `lines` are what is expected.
bool MatchesGuide(const std::vector<std::string>& expected,
                  const std::vector<std::string>& lines);

}  // namespace rollcall::testing
