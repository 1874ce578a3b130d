#include "clients/text/bar.h"

#include <algorithm>
#include <vector>

namespace rollcall::text {
namespace {

// What a bar is made of: whole columns, and the beginning of one of which some
// parts are filled.
struct Strokes {
  const char* whole;
  std::vector<const char*> parts;
};

std::string Bar(const Strokes& strokes, int64_t value, int64_t most,
                size_t width) {
  if (value <= 0 || most <= 0) return {};
  const double share =
      std::min(1.0, static_cast<double>(value) / static_cast<double>(most));
  const size_t each = strokes.parts.size();
  const auto filled = std::max<size_t>(
      1, static_cast<size_t>(share * static_cast<double>(width * each)));
  std::string bar;
  for (size_t i = 0; i < filled / each; ++i) bar += strokes.whole;
  return bar + strokes.parts[filled % each];
}

}  // namespace

std::string BlockBar(int64_t value, int64_t most, size_t width) {
  return Bar({"█", {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}}, value, most,
             width);
}

std::string LineBar(int64_t value, int64_t most, size_t width) {
  return Bar({"━", {"", "╸"}}, value, most, width);
}

}  // namespace rollcall::text
