#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace rollcall::ticket {

// Pictures of a QR code (ISO/IEC 18004) of `text`, which has only characters of
// the alphanumeric mode, at error correction level M in the smallest version
// that holds it, dark on light with a quiet zone of four modules. Fail with
// INTERNAL for a text with other characters or above 3,391 of them.

// A PNG file in grey, eight pixels a module.
absl::StatusOr<std::string> RenderQrPng(const std::string& text);

// An SVG document of one path, of any size.
absl::StatusOr<std::string> RenderQrSvg(const std::string& text);

}  // namespace rollcall::ticket
