#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "absl/time/time.h"

#include "common/attendance/rollup.h"

namespace rollcall::reporting {

// Who comes and goes, by series and minute; see attendance::Minute.
using Minutes =
    std::map<attendance::Series, std::map<absl::Time, attendance::Minute>>;

// Who was there; see v1::GetTimelineResponse.Presence.
struct Attendees {
  int64_t arrivals = 0;
  int64_t present = 0;
  int64_t peak = 0;
};

// A part of a timeline.
struct TimelineBucket {
  absl::Time start;
  std::map<attendance::Series, Attendees> series;
};

// The most people who were there, and from when on.
struct Peak {
  int64_t count = 0;
  absl::Time time;
};

// From when to when, in which steps.
struct Window {
  absl::Time start;
  absl::Time end;
  absl::Duration bucket;
};

// How many buckets `window` has; the last one may be cut short.
int64_t BucketCount(const Window& window);

// The first and the last minute of which anything is known, with that of the
// session, whose `end` is no later than `as_of` for this.
struct Extent {
  absl::Time start;
  absl::Time end;
};
Extent ExtentOf(const Minutes& minutes, absl::Time session_start,
                absl::Time session_end, absl::Time as_of);

// The buckets of `window`. Stays that last end at `open_end`.
std::vector<TimelineBucket> BuildTimeline(const Minutes& minutes,
                                          absl::Time open_end,
                                          const Window& window);

// The peak of each series. Stays that last end at `open_end`.
std::map<attendance::Series, Peak> FindPeaks(const Minutes& minutes,
                                             absl::Time open_end);

}  // namespace rollcall::reporting
