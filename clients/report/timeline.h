#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/reporting/v1/reporting_service.pb.h"

namespace rollcall::report {

// The most people who were there at once between two instants.
struct Step {
  absl::Time start;
  absl::Time end;
  int64_t any = 0;
  int64_t in_person = 0;
  int64_t online = 0;
};

// The buckets of `timeline`, the last one as long as the one before. Of those
// at the beginning and at the end in which nobody was there, one is left on
// each side, and all where nobody ever was.
std::vector<Step> StepsOf(const reporting::v1::GetTimelineResponse& timeline);

// `steps` in at most `most` longer ones, each of as many as the others but the
// last. `most` is at least 1.
std::vector<Step> MergeSteps(const std::vector<Step>& steps, size_t most);

// An instant with a label on the axis of a timeline.
struct Tick {
  absl::Time time;
  std::string label;
};

// Whole hours, or days, of `zone` from the first to the last of `steps`, at
// most seven: `09:00`, or `3 Sep` where there are more than two days.
std::vector<Tick> TicksOf(const std::vector<Step>& steps, absl::TimeZone zone);

}  // namespace rollcall::report
