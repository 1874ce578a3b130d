#pragma once

#include <thread>

#include "absl/synchronization/notification.h"

#include "bench/door_load.h"

namespace rollcall::bench {

// People come to the door at a fixed rate for as long as this lives.
class SteadyLoad {
 public:
  // Entries per second.
  SteadyLoad(DoorLoad& door, double rate);
  // Waits for the calls under way.
  ~SteadyLoad();

 private:
  absl::Notification ended_;
  std::thread thread_;
};

}  // namespace rollcall::bench
