#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "clients/watch/live_view.h"

namespace rollcall::watch {

// How much room there is, and what the terminal can show.
struct Canvas {
  // Columns and lines, at least 1 of each.
  size_t width = 80;
  size_t height = 24;
  bool has_colors = false;
  // Whether somebody may press a key.
  bool has_keys = false;
};

// Draws `view` as it is at `now`: at most `height` lines of at most `width`
// columns each. What there is no room for is left out, the least important
// first.
std::vector<std::string> RenderFrame(const LiveView& view, absl::Time now,
                                     const Canvas& canvas);

// The same in one line, for where there is no terminal:
// `09:30:05 inside 412/600 online 128 attended 655 …`.
std::string RenderLine(const LiveView& view, absl::Time now);

}  // namespace rollcall::watch
