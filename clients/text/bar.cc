#include "clients/text/bar.h"

#include <algorithm>

namespace rollcall::text {
namespace {

constexpr int64_t kEighths = 8;
constexpr const char* kParts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
constexpr char kWhole[] = "█";

}  // namespace

std::string BlockBar(int64_t value, int64_t most, size_t width) {
  if (value <= 0 || most <= 0) return {};
  const double share =
      std::min(1.0, static_cast<double>(value) / static_cast<double>(most));
  const auto eighths = std::max<int64_t>(
      1, static_cast<int64_t>(share * static_cast<double>(width) * kEighths));
  std::string bar;
  for (int64_t i = 0; i < eighths / kEighths; ++i) bar += kWhole;
  return bar + kParts[eighths % kEighths];
}

}  // namespace rollcall::text
