#include "clients/presence/time_text.h"

#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace rollcall::presence {
namespace {

std::optional<absl::Duration> ParseClock(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, ':');
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &hours) ||
      !absl::SimpleAtoi(parts[1], &minutes) ||
      !absl::SimpleAtoi(parts[2], &seconds) || hours < 0 || minutes < 0 ||
      minutes > 59 || seconds < 0 || seconds > 59) {
    return std::nullopt;
  }
  return absl::Hours(hours) + absl::Minutes(minutes) + absl::Seconds(seconds);
}

std::optional<absl::Time> ParseAs(const std::vector<const char*>& formats,
                                  absl::string_view text, absl::TimeZone zone) {
  absl::Time time;
  std::string problem;
  for (const char* format : formats) {
    if (absl::ParseTime(format, text, zone, &time, &problem) &&
        time > absl::InfinitePast() && time < absl::InfiniteFuture()) {
      return time;
    }
  }
  return std::nullopt;
}

std::optional<absl::Time> ParseWithSlashes(absl::string_view text,
                                           absl::TimeZone zone,
                                           DateOrder order) {
  if (order == DateOrder::kDayFirst) {
    return ParseAs({"%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M %p",
                    "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M"},
                   text, zone);
  }
  return ParseAs({"%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p",
                  "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M"},
                 text, zone);
}

}  // namespace

std::optional<absl::Time> ParseTimeText(absl::string_view text,
                                        absl::TimeZone zone,
                                        std::optional<DateOrder> order) {
  const auto time = ParseAs({absl::RFC3339_full, "%Y-%m-%d %H:%M:%E*S",
                             "%Y-%m-%dT%H:%M:%E*S", "%Y-%m-%d %H:%M"},
                            text, zone);
  if (time) return time;
  if (order) return ParseWithSlashes(text, zone, *order);
  const auto month_first = ParseWithSlashes(text, zone, DateOrder::kMonthFirst);
  return month_first ? month_first
                     : ParseWithSlashes(text, zone, DateOrder::kDayFirst);
}

bool NeedsDateOrder(absl::string_view text) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const auto month_first = ParseWithSlashes(text, utc, DateOrder::kMonthFirst);
  const auto day_first = ParseWithSlashes(text, utc, DateOrder::kDayFirst);
  return month_first && day_first && *month_first != *day_first;
}

std::optional<absl::Duration> ParseDurationText(absl::string_view text) {
  double minutes = 0;
  if (absl::SimpleAtod(text, &minutes)) {
    // A day has fewer minutes than this; it also keeps out what is no number.
    if (!(minutes >= 0 && minutes < 1e6)) return std::nullopt;
    return absl::Minutes(minutes);
  }
  if (const auto clock = ParseClock(text)) return clock;
  absl::Duration duration;
  const std::string compact = absl::StrReplaceAll(text, {{" ", ""}});
  if (!absl::ParseDuration(compact, &duration) ||
      duration < absl::ZeroDuration() || duration == absl::InfiniteDuration()) {
    return std::nullopt;
  }
  return duration;
}

}  // namespace rollcall::presence
