#pragma once

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace rollcall {

// Writes `time`, in whole microseconds, to `out`.
void RenderTime(absl::Time time, google::protobuf::Timestamp& out);

}  // namespace rollcall
