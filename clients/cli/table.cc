#include "clients/cli/table.h"

#include <algorithm>
#include <utf8proc.h>

namespace rollcall::cli {
namespace {

constexpr size_t kGap = 2;

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

void PrintTable(const std::vector<std::string>& titles,
                const std::vector<std::vector<std::string>>& rows,
                std::ostream& out) {
  std::vector<size_t> widths;
  for (const std::string& title : titles) {
    widths.push_back(DisplayWidth(title));
  }
  std::vector<std::vector<std::string>> cells = {titles};
  for (const auto& row : rows) {
    auto& line = cells.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) {
      line.push_back(CellText(row[i]));
      widths[i] = std::max(widths[i], DisplayWidth(line.back()));
    }
  }
  for (const auto& line : cells) {
    for (size_t i = 0; i + 1 < line.size(); ++i) {
      out << PadRight(line[i], widths[i] + kGap);
    }
    out << line.back() << "\n";
  }
}

void PrintValues(const std::vector<std::pair<std::string, std::string>>& values,
                 std::ostream& out) {
  size_t width = 0;
  for (const auto& [label, value] : values) {
    width = std::max(width, DisplayWidth(label));
  }
  std::string previous;
  for (const auto& [label, value] : values) {
    out << PadRight(label == previous ? "" : label, width + kGap)
        << CellText(value) << "\n";
    previous = label;
  }
}

}  // namespace rollcall::cli
