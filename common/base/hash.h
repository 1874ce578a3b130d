#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace rollcall {

// Returns the 32 bytes of SHA-256 (FIPS 180-4) over `data`.
std::string Sha256(absl::string_view data);

// Reports whether two strings are equal, in a time that depends on their
// lengths only.
bool EqualInConstantTime(absl::string_view a, absl::string_view b);

}  // namespace rollcall
