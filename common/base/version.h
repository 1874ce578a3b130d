#pragma once

namespace rollcall {

// Of all programs.
inline constexpr char kVersion[] = "0.1.0";

}  // namespace rollcall
