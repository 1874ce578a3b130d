#pragma once

#include <algorithm>
#include <functional>
#include <thread>
#include <utility>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace rollcall::bench {

// Calls `work` once every `period` for as long as this lives, in a thread. Work
// that takes longer follows at once. An exception ends the program.
class Every {
 public:
  Every(absl::Duration period, std::function<void()> work)
      : thread_([this, period, work = std::move(work)] {
          absl::Time due = absl::Now() + period;
          while (!ended_.WaitForNotificationWithDeadline(due)) {
            work();
            due = std::max(due + period, absl::Now());
          }
        }) {}
  ~Every() {
    ended_.Notify();
    thread_.join();
  }

 private:
  absl::Notification ended_;
  std::thread thread_;
};

}  // namespace rollcall::bench
