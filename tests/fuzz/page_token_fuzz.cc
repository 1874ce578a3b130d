#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/api/limits.h"
#include "common/api/page.h"
#include "tests/fuzz/target.h"

namespace rollcall::fuzz {
namespace {

bool IsTokenFor(absl::string_view filter, absl::string_view token) {
  FieldChecker check;
  ParsePageToken(filter, "page_token", token, check, KeyForm::kOther);
  return check.violations().empty();
}

// A token that is of use is the one that RenderPageToken makes.
void TryToken(absl::string_view filter, absl::string_view token) {
  FieldChecker check;
  const Page page = ParsePage(filter, 0, token, check, KeyForm::kOther);
  Require(page.size == limits::kDefaultPageSize, "0 is the default");
  if (!check.violations().empty()) {
    Require(page.key.empty(), "a refused token has no key");
  } else if (token.empty()) {
    Require(page.key.empty(), "no token is the beginning");
  } else {
    Require(RenderPageToken(filter, page.key) == token, "a key has one token");
  }
}

// A token leads back to its key, and with another filter or another byte
// nowhere.
void TryKey(absl::string_view filter, const std::string& key) {
  if (key.empty()) return;
  std::string token = RenderPageToken(filter, key);
  FieldChecker check;
  Require(ParsePageToken(filter, "page_token", token, check, KeyForm::kOther) ==
                  key &&
              check.violations().empty(),
          "a token leads to its key");
  Require(!IsTokenFor(absl::StrCat(filter, key), token) &&
              !IsTokenFor(absl::StrCat(key, filter), token),
          "a token is bound to its filter");
  Require(filter.empty() || !IsTokenFor("", token),
          "a token is bound to its filter");
  char& changed = token[key.size() % token.size()];
  changed = changed == 'A' ? 'B' : 'A';
  Require(!IsTokenFor(filter, token), "a changed token is refused");
}

// Pages of a list join up to the list.
void TryPages(absl::string_view filter, absl::string_view text, int size) {
  FieldChecker check;
  Page page = ParsePage(filter, size, "", check, KeyForm::kOther);
  Require(check.violations().empty() == (size >= 0),
          "a size below 0 is a violation");
  Require(page.size >= 1 && page.size <= limits::kMaxPageSize,
          "a page has entries, not too many");
  if (size < 0) return;
  std::string read;
  for (size_t calls = 0; calls <= text.size(); ++calls) {
    // Entry i has the key i, in one byte or more.
    const size_t first = page.key.empty() ? 0 : page.key.size();
    std::vector<size_t> entries;
    for (size_t i = first;
         i < std::min(text.size(), first + static_cast<size_t>(page.size) + 1);
         ++i) {
      entries.push_back(i);
    }
    const std::string next = CutToPage(page, filter, entries, [](size_t i) {
      return std::string(i + 1, 'k');
    });
    for (const size_t i : entries) read += text[i];
    if (next.empty()) break;
    FieldChecker next_check;
    page = ParsePage(filter, size, next, next_check, KeyForm::kOther);
    Require(next_check.violations().empty(), "the next token is of use");
  }
  Require(read == text, "the pages are the list");
}

}  // namespace

// The input is a filter, a line feed and the rest.
void TryPageToken(absl::string_view input) {
  const size_t end = std::min(input.find('\n'), input.size());
  const absl::string_view filter = input.substr(0, end);
  const absl::string_view rest = input.substr(std::min(end + 1, input.size()));
  TryToken(filter, rest);
  TryKey(filter, std::string(rest));
  const int size = rest.empty() ? 0 : static_cast<signed char>(rest.front());
  TryPages(filter, rest.substr(0, 64), size);
}

}  // namespace rollcall::fuzz
