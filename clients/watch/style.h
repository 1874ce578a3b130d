#pragma once

#include <string>

namespace rollcall::watch {

// How a piece of a frame looks on a terminal with colours.
enum class Look {
  kPlain,
  kBold,
  kDim,
  kGood,
  kWarning,
  kBad,
  kRoom,
  kBoth,
  kOnline
};

// `text` with the commands to the terminal that give it its look; as it is
// without colours.
std::string Paint(const std::string& text, Look look, bool has_colors);

}  // namespace rollcall::watch
