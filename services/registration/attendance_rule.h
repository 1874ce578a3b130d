#pragma once

#include "absl/time/time.h"

#include "rollcall/registration/v1/event.pb.h"

namespace rollcall::registration {

// When somebody has attended; see v1::AttendanceRule. Zero of a partial
// threshold means that nobody is PARTIAL.
struct AttendanceRule {
  // Never unspecified.
  v1::AttendanceRule::Measure measure = v1::AttendanceRule::MEASURE_DURATION;
  absl::Duration partial_duration;
  int present_percent = 0;
  int partial_percent = 0;

  // Whether the thresholds depend on the length of a session.
  bool OfLength() const {
    return measure != v1::AttendanceRule::MEASURE_DURATION;
  }
  bool operator==(const AttendanceRule&) const = default;
};

}  // namespace rollcall::registration
