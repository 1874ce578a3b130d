#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace rollcall {

// Returns the form of an e-mail address under which it is unique per event and
// matched: trimmed of white space, Unicode NFC, case folded (Unicode 14,
// CaseFolding.txt, through utf8proc). `Ada@Example.org ` and `ada@example.org`
// are one. Empty when `address` is not of the form local@domain without white
// space inside, or not UTF-8.
std::string NormalizeEmail(absl::string_view address);

// Returns what NormalizeEmail returned without the part from the first `+` of
// the local part on: the form under which an event that ignores such aliases
// keeps an address.
std::string WithoutPlusAlias(absl::string_view normalized);

}  // namespace rollcall
