#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>

#include "absl/synchronization/notification.h"

#include "common/db/pool.h"
#include "common/rpc/server.h"

namespace rollcall::app {

// Tells the truth about the database through grpc.health.v1: every second asks
// it a trivial question on a connection of its own, and says NOT_SERVING until
// it answers again. With a new connection it looks at the schema: an instance
// that was cut off is in nobody's way who migrates.
class HealthProbe {
 public:
  // `end` is to end the program, and called once when the schema is none that
  // the program may run on. All arguments outlive the probe.
  HealthProbe(db::PoolOptions options, rpc::Server& server,
              std::function<void()> end);
  // Stops asking; what the server says stays as it is.
  ~HealthProbe();

  // Whether the program may run on the schema, as far as is known.
  bool fits() const { return fits_; }

 private:
  void Run();
  // Whether the database answers.
  bool Ask();

  db::Pool pool_;
  rpc::Server& server_;
  const std::function<void()> end_;
  // How many connections there were when the schema was looked at.
  int64_t checked_ = 0;
  std::atomic<bool> fits_ = true;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace rollcall::app
