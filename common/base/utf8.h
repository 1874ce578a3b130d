#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace rollcall {

// Returns the number of code points in `text`, which is UTF-8.
size_t Utf8Length(absl::string_view text);

// Returns the longest beginning of `text`, which is UTF-8, with whole
// characters and at most `max_bytes` bytes.
absl::string_view Utf8Prefix(absl::string_view text, size_t max_bytes);

// Whether `text` is UTF-8 without NUL, which no database column holds.
bool IsUtf8Text(absl::string_view text);

// Returns `text` with `?` for every byte that is not part of UTF-8.
std::string ToUtf8(absl::string_view text);

// Returns `text`, which is UTF-8, without white space of Unicode (categories
// Zs, Zl, Zp) and control characters (Cc) at both ends.
absl::string_view Utf8Trim(absl::string_view text);

// Whether `text`, which is UTF-8, holds any of what Utf8Trim removes.
bool HasUtf8SpaceOrControl(absl::string_view text);

// Returns the parts of `text`, which is UTF-8, between what Utf8Trim removes;
// none of them is empty.
std::vector<absl::string_view> Utf8Words(absl::string_view text);

// Returns the characters of `text`, which is UTF-8, as people see them:
// extended grapheme clusters (UAX #29, through utf8proc).
std::vector<absl::string_view> Utf8Graphemes(absl::string_view text);

}  // namespace rollcall
