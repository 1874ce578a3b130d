#include "common/attendance/day.h"

#include <algorithm>

namespace rollcall::attendance {
namespace {

// Its first instant. Where clocks go back to midnight it comes twice, and the
// first counts; where they skip midnight it is when they do.
absl::Time StartOf(absl::CivilDay day, absl::TimeZone zone) {
  const absl::TimeZone::TimeInfo info = zone.At(absl::CivilSecond(day));
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
}

// The day that `time` is of.
absl::CivilDay DayOf(absl::Time time, absl::TimeZone zone) {
  auto day = absl::CivilDay(absl::ToCivilSecond(time, zone));
  // After the first of two midnights it may be the day before once more.
  if (StartOf(day + 1, zone) <= time) ++day;
  return day;
}

// Calls `take` with each part of `range`, which ends, and its day.
template <typename Take>
void SplitByDay(const TimeRange& range, absl::TimeZone zone, const Take& take) {
  absl::Time start = range.first;
  for (absl::CivilDay day = DayOf(start, zone); start < range.second; ++day) {
    const absl::Time end = std::min(range.second, StartOf(day + 1, zone));
    take(day, end - start);
    start = end;
  }
}

}  // namespace

absl::TimeZone ZoneOf(const std::string& name) {
  absl::TimeZone zone = absl::UTCTimeZone();
  absl::LoadTimeZone(name, &zone);
  return zone;
}

std::map<absl::CivilDay, int64_t> SecondsByDay(const TimeRanges& ranges,
                                               absl::TimeZone zone) {
  std::map<absl::CivilDay, absl::Duration> lengths;
  for (const TimeRange& range : ranges) {
    SplitByDay(range, zone,
               [&lengths](absl::CivilDay day, absl::Duration part) {
                 lengths[day] += part;
               });
  }
  std::map<absl::CivilDay, int64_t> seconds;
  absl::Duration so_far;
  for (const auto& [day, length] : lengths) {
    const int64_t before = absl::ToInt64Seconds(so_far);
    so_far += length;
    const int64_t of_day = absl::ToInt64Seconds(so_far) - before;
    if (of_day > 0) seconds[day] = of_day;
  }
  return seconds;
}

std::set<absl::CivilDay> DaysOf(const TimeRanges& ranges, absl::TimeZone zone) {
  std::set<absl::CivilDay> days;
  for (const TimeRange& range : ranges) {
    SplitByDay(range, zone, [&days](absl::CivilDay day, absl::Duration) {
      days.insert(day);
    });
  }
  return days;
}

}  // namespace rollcall::attendance
