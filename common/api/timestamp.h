#pragma once

#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace rollcall {

// Writes `time`, in whole microseconds, to `out`.
void RenderTime(absl::Time time, google::protobuf::Timestamp& out);

// Writes `duration`, which is not negative, in whole microseconds to `out`.
void RenderDuration(absl::Duration duration, google::protobuf::Duration& out);

// The instant of a valid `time`, to the nanosecond.
absl::Time ToTime(const google::protobuf::Timestamp& time);

}  // namespace rollcall
