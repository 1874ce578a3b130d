#include "tests/harness/markup.h"

#include <algorithm>
#include <regex>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace rollcall::testing {
namespace {

// Walks through tags, and notes what is wrong.
class Walker {
 public:
  explicit Walker(absl::string_view markup) : rest_(markup) {
    while (!rest_.empty() && problem_.empty()) Step();
    if (problem_.empty() && !open_.empty()) {
      problem_ = absl::StrCat("<", open_.back(), "> is not closed");
    }
  }

  const std::string& problem() const { return problem_; }
  const std::vector<std::string>& elements() const { return elements_; }
  const std::string& text() const { return text_; }

 private:
  void Step() {
    if (rest_[0] == '<') return TakeTag();
    const size_t end = std::min(rest_.find('<'), rest_.size());
    TakeText(rest_.substr(0, end));
    rest_.remove_prefix(end);
  }

  void TakeText(absl::string_view text) {
    static const std::regex stray("&(?!amp;|lt;|gt;|quot;|#39;)");
    if (absl::StrContains(text, '>')) problem_ = "a stray >";
    if (std::regex_search(std::string(text), stray)) problem_ = "a stray &";
    text_ += absl::StrReplaceAll(text, {{"&lt;", "<"},
                                        {"&gt;", ">"},
                                        {"&quot;", "\""},
                                        {"&#39;", "'"},
                                        {"&amp;", "&"}});
  }

  void TakeTag() {
    static const std::regex tag(
        "<(/?)(!?[a-zA-Z][a-zA-Z0-9]*)((?: [a-zA-Z][-a-zA-Z0-9]*"
        "(?:=\"[^\"<>]*\")?)*)\\s*(/?)>");
    const size_t end = rest_.find('>');
    const std::string text(rest_.substr(0, end + 1));
    std::smatch match;
    if (end == absl::string_view::npos || !std::regex_match(text, match, tag)) {
      problem_ = absl::StrCat("bad tag ", text.substr(0, 80));
      return;
    }
    rest_.remove_prefix(end + 1);
    const std::string name = match[2];
    if (match[1].length() > 0) return Close(name);
    elements_.push_back(name);
    CheckAttributes(match[3]);
    static const std::set<std::string> no_content = {"!doctype", "meta"};
    if (match[4].length() > 0 || no_content.count(name) > 0) return;
    open_.push_back(name);
    if (name == "style") rest_.remove_prefix(rest_.find("</style>"));
  }

  void Close(const std::string& name) {
    if (open_.empty() || open_.back() != name) {
      problem_ = absl::StrCat("</", name, "> closes nothing");
    } else {
      open_.pop_back();
    }
  }

  void CheckAttributes(const std::string& attributes) {
    static const std::regex attribute(" ([-a-zA-Z0-9]+)(?:=\"([^\"]*)\")?");
    std::set<std::string> names;
    for (std::sregex_iterator it(attributes.begin(), attributes.end(),
                                 attribute);
         it != std::sregex_iterator(); ++it) {
      if (!names.insert((*it)[1]).second) problem_ = "an attribute twice";
      if ((*it)[1] == "id" && !ids_.insert((*it)[2]).second) {
        problem_ = absl::StrCat("the id ", (*it)[2].str(), " twice");
      }
    }
  }

  absl::string_view rest_;
  std::vector<std::string> open_;
  std::vector<std::string> elements_;
  std::set<std::string> ids_;
  std::string text_;
  std::string problem_;
};

}  // namespace

std::string ProblemOf(absl::string_view markup) {
  return Walker(markup).problem();
}

std::vector<std::string> ElementsOf(absl::string_view markup) {
  return Walker(markup).elements();
}

std::string TextOf(absl::string_view markup) { return Walker(markup).text(); }

std::vector<std::string> PartsOf(absl::string_view markup,
                                 absl::string_view begin,
                                 absl::string_view end) {
  std::vector<std::string> parts;
  for (size_t at = markup.find(begin); at != absl::string_view::npos;
       at = markup.find(begin)) {
    markup.remove_prefix(at + begin.size());
    parts.emplace_back(markup.substr(0, markup.find(end)));
  }
  return parts;
}

std::vector<std::vector<std::string>> TableOf(absl::string_view markup,
                                              const std::string& caption) {
  for (const std::string& table : PartsOf(markup, "<table ", "</table>")) {
    if (!absl::StrContains(table, absl::StrCat(">", caption, "</caption>"))) {
      continue;
    }
    std::vector<std::vector<std::string>> rows;
    for (const std::string& line : PartsOf(table, "<tr>", "</tr>")) {
      static const std::regex cell("<(t[hd])[^>]*>(.*?)</\\1>");
      auto& row = rows.emplace_back();
      for (std::sregex_iterator it(line.begin(), line.end(), cell);
           it != std::sregex_iterator(); ++it) {
        row.push_back(TextOf((*it)[2].str()));
      }
    }
    return rows;
  }
  return {};
}

}  // namespace rollcall::testing
