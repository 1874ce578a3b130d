#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"

#include "bench/population.h"

namespace rollcall::bench {

// A streaming platform that tells once a second who has joined the session
// `panel`, who is there and who has left, for as long as this lives. The same
// people come again, each time by another connection. A report that fails ends
// the program.
class Broadcast {
 public:
  // By the check-in service at `address`. `population` outlives it.
  Broadcast(const Population& population, std::string address);
  ~Broadcast();

  // The events reported so far.
  int64_t events() const { return events_; }

 private:
  void Run(const std::string& address);

  const Population& population_;
  std::atomic<int64_t> events_ = 0;
  absl::Notification ended_;
  std::thread thread_;
};

}  // namespace rollcall::bench
