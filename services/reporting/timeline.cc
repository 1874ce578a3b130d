#include "services/reporting/timeline.h"

#include <algorithm>

namespace rollcall::reporting {
namespace {

using attendance::Minute;
using attendance::Series;

constexpr absl::Duration kMinute = absl::Minutes(1);
constexpr Series kAllSeries[] = {Series::kAny, Series::kInPerson,
                                 Series::kOnline};

// How many come and go at the minutes where that changes: a curve of steps.
struct Step {
  int64_t arrivals = 0;
  int64_t change = 0;
};

using Steps = std::map<absl::Time, Step>;

// Whoever lasts leaves at `open_end`, or a minute after the beginning.
Steps StepsOf(const std::map<absl::Time, Minute>& minutes,
              absl::Time open_end) {
  Steps steps;
  for (const auto& [time, minute] : minutes) {
    Step& step = steps.try_emplace(steps.end(), time)->second;
    step.arrivals += minute.arrivals;
    step.change += minute.starts - minute.ends + minute.open;
    if (minute.open == 0) continue;
    steps[std::max(open_end, time + kMinute)].change -= minute.open;
  }
  return steps;
}

const std::map<absl::Time, Minute>& MinutesOf(const Minutes& minutes,
                                              Series series) {
  static const std::map<absl::Time, Minute>* const none =
      new std::map<absl::Time, Minute>();
  const auto found = minutes.find(series);
  return found == minutes.end() ? *none : found->second;
}

void AddSeries(const Steps& steps, Series series,
               std::vector<TimelineBucket>& buckets, absl::Time end) {
  int64_t present = 0;
  auto step = steps.begin();
  for (size_t i = 0; i < buckets.size(); ++i) {
    const absl::Time start = buckets[i].start;
    const absl::Time until =
        i + 1 < buckets.size() ? buckets[i + 1].start : end;
    for (; step != steps.end() && step->first < start; ++step) {
      present += step->second.change;
    }
    Attendees& attendees = buckets[i].series[series];
    // What was before holds at the first minute unless it changes there.
    if (step == steps.end() || step->first > start) attendees.peak = present;
    for (; step != steps.end() && step->first < until; ++step) {
      present += step->second.change;
      attendees.arrivals += step->second.arrivals;
      attendees.peak = std::max(attendees.peak, present);
    }
    attendees.present = present;
  }
}

}  // namespace

int64_t BucketCount(const Window& window) {
  if (window.start >= window.end) return 0;
  absl::Duration rest;
  const int64_t whole =
      absl::IDivDuration(window.end - window.start, window.bucket, &rest);
  return whole + (rest > absl::ZeroDuration() ? 1 : 0);
}

Extent ExtentOf(const Minutes& minutes, absl::Time session_start,
                absl::Time session_end, absl::Time as_of) {
  Extent extent = {session_start, std::min(session_end, as_of)};
  for (const auto& [series, of_series] : minutes) {
    for (const auto& [time, minute] : of_series) {
      if (minute == Minute()) continue;
      extent.start = std::min(extent.start, time);
      // Who leaves at a minute was there until then.
      extent.end = std::max(extent.end, time + kMinute);
    }
  }
  extent.end = std::max(extent.start, extent.end);
  return extent;
}

std::vector<TimelineBucket> BuildTimeline(const Minutes& minutes,
                                          absl::Time open_end,
                                          const Window& window) {
  std::vector<TimelineBucket> buckets(BucketCount(window));
  for (size_t i = 0; i < buckets.size(); ++i) {
    buckets[i].start = window.start + static_cast<int64_t>(i) * window.bucket;
  }
  for (const Series series : kAllSeries) {
    AddSeries(StepsOf(MinutesOf(minutes, series), open_end), series, buckets,
              window.end);
  }
  return buckets;
}

std::map<Series, Peak> FindPeaks(const Minutes& minutes, absl::Time open_end) {
  std::map<Series, Peak> peaks;
  for (const Series series : kAllSeries) {
    Peak& peak = peaks[series];
    int64_t present = 0;
    for (const auto& [time, step] :
         StepsOf(MinutesOf(minutes, series), open_end)) {
      present += step.change;
      if (present > peak.count) peak = {present, time};
    }
  }
  return peaks;
}

}  // namespace rollcall::reporting
