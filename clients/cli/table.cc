#include "clients/cli/table.h"

#include <algorithm>

namespace rollcall::cli {
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
      out << PadRight(line[i], widths[i] + kTableGap);
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
    out << PadRight(label == previous ? "" : label, width + kTableGap)
        << CellText(value) << "\n";
    previous = label;
  }
}

}  // namespace rollcall::cli
