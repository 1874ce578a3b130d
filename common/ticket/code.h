#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace rollcall::ticket {

// Returns a short code that a person can read aloud: eight random symbols of
// Crockford's base32 (40 bits) and its check symbol modulo 37
// (https://www.crockford.com/base32.html).
std::string NewCode();

// Returns the code in the form of NewCode if the check symbol fits, else
// nothing. Takes lower case, hyphens and spaces anywhere, and O, I and L for 0,
// 1 and 1.
std::optional<std::string> ParseCode(absl::string_view text);

}  // namespace rollcall::ticket
