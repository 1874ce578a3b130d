#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace rollcall::cli {

// How many columns of a terminal `text`, which is UTF-8, takes: two for each
// East Asian wide character, none for a combining one.
size_t DisplayWidth(absl::string_view text);

// `text` with blanks after it or before it, `width` columns wide; at least one
// blank.
std::string PadRight(const std::string& text, size_t width);
std::string PadLeft(const std::string& text, size_t width);

// Returns `text` on one line and without control characters, which could
// command the terminal; `-` for an empty one.
std::string CellText(absl::string_view text);

// Writes `rows` under `titles`, each column as wide as its widest cell.
void PrintTable(const std::vector<std::string>& titles,
                const std::vector<std::vector<std::string>>& rows,
                std::ostream& out);

// Writes one line for each label and value, the values below each other. A
// label that repeats the one before is left out.
void PrintValues(const std::vector<std::pair<std::string, std::string>>& values,
                 std::ostream& out);

}  // namespace rollcall::cli
