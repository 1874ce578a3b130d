#include "clients/watch/sparkline.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/time/civil_time.h"

namespace rollcall::watch {
namespace {

constexpr int64_t kEighths = 8;
constexpr const char* kParts[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

// Columns from the beginning of one label to the next one's.
constexpr int64_t kLabelRoom = 10;
constexpr int64_t kMinutes[] = {1, 5, 10, 15, 30, 60, 120, 180, 360, 720};
constexpr int64_t kDay = 24 * 60;

// After how many minutes there is a label.
int64_t StepOf(absl::Duration stretch) {
  const int64_t least = kLabelRoom * (stretch / absl::Minutes(1));
  for (const int64_t minutes : kMinutes) {
    if (minutes >= least) return minutes;
  }
  return (least + kDay - 1) / kDay * kDay;
}

int64_t MinuteOfDay(absl::Time time, absl::TimeZone zone) {
  const absl::CivilMinute minute = absl::ToCivilMinute(time, zone);
  return minute.hour() * 60 + minute.minute();
}

}  // namespace

std::vector<std::string> Sparkline(const std::vector<int64_t>& counts,
                                   size_t height) {
  std::vector<std::string> lines(height);
  int64_t most = 1;
  for (const int64_t count : counts) most = std::max(most, count);
  const auto full = static_cast<int64_t>(height) * kEighths;
  for (const int64_t count : counts) {
    const int64_t filled =
        count <= 0 ? 0 : std::max<int64_t>(1, count * full / most);
    for (size_t line = 0; line < height; ++line) {
      const auto below = static_cast<int64_t>(height - 1 - line) * kEighths;
      lines[line] += kParts[std::clamp<int64_t>(filled - below, 0, kEighths)];
    }
  }
  return lines;
}

std::string TimeAxis(const std::vector<Arrivals>& arrivals,
                     absl::Duration stretch, absl::TimeZone zone) {
  const int64_t step = StepOf(stretch);
  const bool by_day = step >= kDay;
  const int64_t each = std::max<int64_t>(1, stretch / absl::Minutes(1));
  std::string axis;
  for (size_t i = 0; i < arrivals.size(); ++i) {
    const absl::Time time = arrivals[i].start;
    // Of the stretches that a step begins in, none is left out.
    const bool has_label =
        MinuteOfDay(time, zone) % std::min(step, kDay) < each;
    if (!has_label || axis.size() > i) continue;
    std::string label =
        absl::FormatTime(by_day ? "%e %b" : "%H:%M", time, zone);
    absl::StripAsciiWhitespace(&label);
    if (i + label.size() > arrivals.size()) break;
    axis.resize(i, ' ');
    axis += label + " ";
  }
  return axis;
}

}  // namespace rollcall::watch
