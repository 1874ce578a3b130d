#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace rollcall::ticket {

// Renders bytes in base45 (RFC 9285), three characters for two bytes, all of
// them in the alphanumeric mode of QR codes (ISO/IEC 18004, table 5).
std::string RenderBase45(absl::string_view bytes);

// Parses exactly what RenderBase45 renders, else nothing: other characters,
// lower case among them, a lone character, or a group above its range.
std::optional<std::string> ParseBase45(absl::string_view text);

}  // namespace rollcall::ticket
