#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/attendances.h"
#include "tests/simulation/judges.h"

namespace rollcall::simulation {
namespace {

using attendance::Minute;
using attendance::Series;
using attendance::TimeRange;

// When somebody was there in the sense of a series, in any order.
using Ranges = std::vector<TimeRange>;

Ranges RangesOf(const Attendance& attendance, Series series) {
  Ranges ranges;
  if (series != Series::kOnline) ranges = attendance.room;
  if (series != Series::kInPerson) {
    ranges.insert(ranges.end(), attendance.online.begin(),
                  attendance.online.end());
  }
  return ranges;
}

absl::Time FloorOf(absl::Time time) {
  return absl::FromUnixSeconds(absl::ToUnixSeconds(time) / 60 * 60);
}

// The minutes in which anything happens.
std::set<absl::Time> MinutesOf(const std::vector<Ranges>& people) {
  std::set<absl::Time> minutes;
  for (const Ranges& ranges : people) {
    for (const auto& [start, end] : ranges) {
      minutes.insert(FloorOf(start));
      if (end != absl::InfiniteFuture()) minutes.insert(FloorOf(end));
    }
  }
  return minutes;
}

// How many are there at the end of a minute.
int64_t CountThere(const std::vector<Ranges>& people, absl::Time minute) {
  const absl::Time end = minute + absl::Minutes(1);
  return std::count_if(people.begin(), people.end(), [&](const Ranges& ranges) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const TimeRange& r) {
      return r.first < end && r.second >= end;
    });
  });
}

// How many come for the first time in a minute.
int64_t CountArrivals(const std::vector<Ranges>& people, absl::Time minute) {
  return std::count_if(people.begin(), people.end(), [&](const Ranges& ranges) {
    return FloorOf(std::min_element(ranges.begin(), ranges.end())->first) ==
           minute;
  });
}

// Returns in which minute, and how, `curve` is not that of `people`; empty when
// it is.
std::string DifferenceOf(const std::map<absl::Time, Minute>& curve,
                         const std::vector<Ranges>& people) {
  std::set<absl::Time> minutes = MinutesOf(people);
  for (const auto& [minute, change] : curve) minutes.insert(minute);
  int64_t counted = 0;
  for (const absl::Time minute : minutes) {
    const auto it = curve.find(minute);
    const Minute change = it == curve.end() ? Minute() : it->second;
    counted += change.starts + change.open - change.ends;
    const int64_t there = CountThere(people, minute);
    const int64_t arrivals = CountArrivals(people, minute);
    if (counted != there || change.arrivals != arrivals) {
      return absl::StrCat(counted, " people for ", there, " and ",
                          change.arrivals, " arrivals for ", arrivals, " at ",
                          absl::FormatTime(minute, absl::UTCTimeZone()));
    }
  }
  return "";
}

}  // namespace

void JudgeCurves(const Remains& remains, Violations& violations) {
  using CurveKey = std::pair<std::string, Series>;
  std::map<CurveKey, std::map<absl::Time, Minute>> curves;
  for (const auto& [key, minute] : SumOf(remains.tables).minutes) {
    curves[{key.session, key.series}][key.minute] = minute;
  }
  std::map<CurveKey, std::vector<Ranges>> people;
  for (const auto& [id, attendances] : AttendancesOf(remains)) {
    for (const auto& [session, attendance] : attendances) {
      for (const Series series :
           {Series::kAny, Series::kInPerson, Series::kOnline}) {
        Ranges ranges = RangesOf(attendance, series);
        if (!ranges.empty()) {
          people[{session, series}].push_back(std::move(ranges));
        }
        // A curve of nobody is judged, too.
        curves[{session, series}];
      }
    }
  }
  for (const auto& [key, curve] : curves) {
    const std::string difference = DifferenceOf(curve, people[key]);
    if (!difference.empty()) {
      violations.Report("curve ", attendance::SeriesText(key.second), " of ",
                        key.first, " has ", difference);
    }
  }
}

}  // namespace rollcall::simulation
