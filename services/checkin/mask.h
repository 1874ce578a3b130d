#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace rollcall::checkin {

// Returns `text`, which is UTF-8, as whoever has the person in front of them
// recognizes it and nobody else learns it: of each word the first character and
// a `•` for each that follows, at most four, so that the length tells little.
// Characters are what people see, a letter with its marks, a flag, a family. A
// word of one character is a `•` alone, since its first character would be all
// of it.
std::string Mask(absl::string_view text);

}  // namespace rollcall::checkin
