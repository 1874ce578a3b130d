#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace rollcall {

// Returns the form of a name in which parts of it are looked for: compatibility
// decomposition without accents and case (Unicode 14, through utf8proc), white
// space at the ends removed. `José ` and `jose` are one. Not quite the last
// step: PostgreSQL's unaccent adds what Unicode does not decompose, as ø to o.
// Empty when `name` is not UTF-8.
std::string FoldName(absl::string_view name);

// Returns `text` with a backslash before each character that has a meaning in
// the patterns of SQL's LIKE.
std::string EscapeLike(absl::string_view text);

}  // namespace rollcall
