#pragma once

#include <string>

#include "common/api/field_checker.h"

namespace rollcall::checkin {

// Reads the part of a name that is looked for, as FoldName returns it: of at
// least limits::kMinNamePart characters.
std::string ParseNamePart(const std::string& text, FieldChecker& check);

}  // namespace rollcall::checkin
