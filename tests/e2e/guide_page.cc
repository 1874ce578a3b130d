#include "tests/e2e/guide_page.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace rollcall::testing {
namespace {

constexpr char kAnything[] = "…";
constexpr char kFence[] = "```";

bool MatchesLine(absl::string_view expected, absl::string_view line) {
  const std::vector<std::string> parts = absl::StrSplit(expected, kAnything);
  if (parts.size() == 1) return line == expected;
  if (!absl::ConsumePrefix(&line, parts.front())) return false;
  for (size_t i = 1; i + 1 < parts.size(); ++i) {
    const size_t found = line.find(parts[i]);
    if (found == absl::string_view::npos) return false;
    line.remove_prefix(found + parts[i].size());
  }
  return absl::EndsWith(line, parts.back());
}

void AddConsoleLine(const std::string& line, GuidePage& page) {
  absl::string_view rest = line;
  if (absl::ConsumePrefix(&rest, "$ ")) {
    page.commands.push_back({std::string(rest), {}});
  } else if (page.commands.back().expected.empty() &&
             absl::ConsumePrefix(&rest, "> ")) {
    absl::StrAppend(&page.commands.back().text, "\n", rest);
  } else {
    page.commands.back().expected.push_back(line);
  }
}

bool MatchesFrom(const std::vector<std::string>& expected, size_t e,
                 const std::vector<std::string>& lines, size_t l) {
  if (e == expected.size()) return l == lines.size();
  if (expected[e] == kAnything) {
    for (size_t next = l; next <= lines.size(); ++next) {
      if (MatchesFrom(expected, e + 1, lines, next)) return true;
    }
    return false;
  }
  return l < lines.size() && MatchesLine(expected[e], lines[l]) &&
         MatchesFrom(expected, e + 1, lines, l + 1);
}

}  // namespace

GuidePage ParseGuide(const std::string& markdown) {
  GuidePage page;
  // What the fence says, while a block lasts.
  std::string language;
  std::string file;
  bool is_inside = false;
  for (const auto& each : absl::StrSplit(markdown, '\n')) {
    const std::string line(each);
    if (absl::StartsWith(line, kFence)) {
      is_inside = !is_inside;
      const std::pair<std::string, std::string> words =
          absl::StrSplit(line.substr(3), absl::MaxSplits(' ', 1));
      language = words.first;
      file = words.second;
    } else if (is_inside && !file.empty()) {
      absl::StrAppend(&page.files[file], line, "\n");
    } else if (is_inside && language == "console") {
      AddConsoleLine(line, page);
    }
  }
  return page;
}

bool MatchesGuide(const std::vector<std::string>& expected,
                  const std::vector<std::string>& lines) {
  return MatchesFrom(expected, 0, lines, 0);
}

}  // namespace rollcall::testing
