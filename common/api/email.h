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

}  // namespace rollcall
