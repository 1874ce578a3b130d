#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace rollcall::auth {

// Returns a new token for the head of a delegation of `event`, the event's id:
// `rchead_{event}_{26 digits of base32}`. It has 130 random bits, can be told
// from other secrets by its beginning, and says in which event to look for it.
std::string NewHeadToken(absl::string_view event);

// Returns the event of a token in the form of NewHeadToken, else nothing.
std::optional<std::string> EventOfHeadToken(absl::string_view token);

}  // namespace rollcall::auth
