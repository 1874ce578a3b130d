#include "common/attendance/time_ranges.h"

#include <algorithm>

namespace rollcall::attendance {

TimeRanges Unite(std::vector<TimeRange> ranges) {
  std::sort(ranges.begin(), ranges.end());
  TimeRanges united;
  for (const auto& [start, end] : ranges) {
    if (start >= end) continue;
    if (united.empty() || united.back().second < start) {
      united.emplace_back(start, end);
    } else {
      united.back().second = std::max(united.back().second, end);
    }
  }
  return united;
}

absl::Duration LengthOf(const TimeRanges& ranges) {
  absl::Duration length;
  for (const auto& [start, end] : ranges) length += end - start;
  return length;
}

}  // namespace rollcall::attendance
