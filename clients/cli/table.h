#pragma once

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "clients/text/width.h"

namespace rollcall::cli {

using text::CellText;
using text::DisplayWidth;
using text::PadLeft;
using text::PadRight;

// How many columns of the terminal are between those of a table.
inline constexpr size_t kTableGap = 2;

// Writes `rows` under `titles`, each column as wide as its widest cell.
void PrintTable(const std::vector<std::string>& titles,
                const std::vector<std::vector<std::string>>& rows,
                std::ostream& out);

// Writes one line for each label and value, the values below each other. A
// label that repeats the one before is left out.
void PrintValues(const std::vector<std::pair<std::string, std::string>>& values,
                 std::ostream& out);

}  // namespace rollcall::cli
