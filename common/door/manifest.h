#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace rollcall::door {

// The hash under which a manifest knows a registration's id, a ticket's serial
// or its code, in the form in which each is stored: the first 16 bytes of
// SHA-256 over `salt` and `value`.
std::string ManifestHash(absl::string_view salt, absl::string_view value);

}  // namespace rollcall::door
