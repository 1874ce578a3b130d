#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// Texts on a screen whose columns are all of one width.
namespace rollcall::text {

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

// Returns `text` if it is at most `width` columns wide, else its beginning with
// `…` after it, of whole characters and at most so wide. `width` is at least 1.
std::string Cut(absl::string_view text, size_t width);

// Returns the words of `text`, without control characters, on lines of at most
// `width` columns, at least 2. A word that is wider goes on on the next line.
// No line for a text without words.
std::vector<std::string> Wrap(absl::string_view text, size_t width);

}  // namespace rollcall::text
