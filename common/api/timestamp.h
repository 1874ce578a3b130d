#pragma once

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace rollcall {

// Writes `time`, in whole microseconds, to `out`.
void RenderTime(absl::Time time, google::protobuf::Timestamp& out);

// The instant of a valid `time`, to the nanosecond.
absl::Time ToTime(const google::protobuf::Timestamp& time);

}  // namespace rollcall
