#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"

namespace rollcall {

// Returns the number of code points in `text`, which is UTF-8.
size_t Utf8Length(absl::string_view text);

// Returns the longest beginning of `text`, which is UTF-8, with whole
// characters and at most `max_bytes` bytes.
absl::string_view Utf8Prefix(absl::string_view text, size_t max_bytes);

}  // namespace rollcall
