#pragma once

#include <string>

#include "absl/time/time.h"

#include "rollcall/checkin/v1/checkin_service.pb.h"

namespace rollcall::kiosk {

// A scan of the queue.
struct QueuedScan {
  checkin::v1::CheckInRequest request;
  // What the door acted on; unset while it is kLost.
  checkin::v1::Decision decision;
  // How far the clock was behind the service's.
  absl::Duration clock_offset;
  // Why the service does not take it.
  std::string error;
};

}  // namespace rollcall::kiosk
