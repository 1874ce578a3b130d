#pragma once

#include <thread>

#include "absl/synchronization/notification.h"

#include "common/db/pool.h"
#include "common/rpc/server.h"

namespace rollcall::app {

// Tells the truth about the database through grpc.health.v1: every second asks
// it a trivial question on a connection of its own, and says NOT_SERVING until
// it answers again. Both arguments outlive the probe.
class HealthProbe {
 public:
  HealthProbe(db::PoolOptions options, rpc::Server& server);
  // Stops asking; what the server says stays as it is.
  ~HealthProbe();

 private:
  void Run();

  db::Pool pool_;
  rpc::Server& server_;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace rollcall::app
