#include "clients/text/width.h"

#include <algorithm>
#include <utf8proc.h>

#include "absl/strings/str_cat.h"

#include "common/base/utf8.h"

namespace rollcall::text {
namespace {

constexpr char kEllipsis[] = "…";

utf8proc_int32_t TakeCodePoint(absl::string_view& text) {
  utf8proc_int32_t code_point = 0;
  const utf8proc_ssize_t size =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  text.remove_prefix(static_cast<size_t>(std::max<utf8proc_ssize_t>(size, 1)));
  return size > 0 ? code_point : '?';
}

std::string Blanks(absl::string_view text, size_t width) {
  const size_t used = DisplayWidth(text);
  return std::string(used < width ? width - used : 1, ' ');
}

// The longest beginning of whole characters that is at most `width` wide.
absl::string_view PrefixOf(absl::string_view text, size_t width) {
  size_t bytes = 0;
  size_t used = 0;
  for (const absl::string_view character : Utf8Graphemes(text)) {
    used += DisplayWidth(character);
    if (used > width) break;
    bytes += character.size();
  }
  return text.substr(0, bytes);
}

}  // namespace

size_t DisplayWidth(absl::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    width += static_cast<size_t>(
        std::max(0, utf8proc_charwidth(TakeCodePoint(text))));
  }
  return width;
}

std::string PadRight(const std::string& text, size_t width) {
  return text + Blanks(text, width);
}

std::string PadLeft(const std::string& text, size_t width) {
  return Blanks(text, width) + text;
}

std::string CellText(absl::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const absl::string_view rest = text;
    const utf8proc_category_t category = utf8proc_category(TakeCodePoint(text));
    const bool is_control = category == UTF8PROC_CATEGORY_CC ||
                            category == UTF8PROC_CATEGORY_ZL ||
                            category == UTF8PROC_CATEGORY_ZP;
    clean += is_control
                 ? " "
                 : std::string(rest.substr(0, rest.size() - text.size()));
  }
  return clean.empty() ? "-" : clean;
}

std::string Cut(absl::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  return absl::StrCat(PrefixOf(text, width - 1), kEllipsis);
}

std::vector<std::string> Wrap(absl::string_view text, size_t width) {
  std::vector<std::string> lines;
  for (absl::string_view word : Utf8Words(text)) {
    const bool is_beside =
        !lines.empty() &&
        DisplayWidth(lines.back()) + 1 + DisplayWidth(word) <= width;
    if (is_beside) {
      absl::StrAppend(&lines.back(), " ", word);
      continue;
    }
    while (DisplayWidth(word) > width) {
      const absl::string_view part = PrefixOf(word, width);
      if (part.empty()) break;
      lines.emplace_back(part);
      word.remove_prefix(part.size());
    }
    lines.emplace_back(word);
  }
  return lines;
}

}  // namespace rollcall::text
