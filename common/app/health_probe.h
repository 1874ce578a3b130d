#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

#include "common/db/pool.h"
#include "common/rpc/server.h"

namespace rollcall::app {

// Tells the truth about the database through grpc.health.v1: every second asks
// it a trivial question on a connection of its own, and says NOT_SERVING until
// it answers again. With each new connection, and every minute, it looks at the
// schema: who migrates does not see an instance that is cut off.
class HealthProbe {
 public:
  // `end` is to end the program, and called once when the schema is too far
  // ahead, or another one. All arguments outlive the probe.
  HealthProbe(db::PoolOptions options, rpc::Server& server,
              std::function<void()> end);
  // Says NOT_SERVING at once, and stops asking: a database that hangs may keep
  // it for seconds.
  ~HealthProbe();

  // Whether the program may run on the schema, as far as is known.
  bool fits() const { return fits_; }

 private:
  void Run();
  // Whether the database answers.
  bool Ask();
  bool IsSchemaDue();

  db::Pool pool_;
  rpc::Server& server_;
  const std::function<void()> end_;
  // What the server says.
  bool serving_ = true;
  // How many connections there were when the schema was looked at, and when.
  int64_t checked_ = 0;
  absl::Time check_time_;
  std::atomic<bool> fits_ = true;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace rollcall::app
