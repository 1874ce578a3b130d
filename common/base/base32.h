#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace rollcall {

// The digits of Crockford's base32 (https://www.crockford.com/base32.html), by
// value.
inline constexpr absl::string_view kBase32Digits =
    "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// Returns `size` digits that nobody can guess, 5 random bits each.
std::string RandomBase32(size_t size);

// Reports whether `text` has no other characters than digits.
bool IsBase32(absl::string_view text);

}  // namespace rollcall
