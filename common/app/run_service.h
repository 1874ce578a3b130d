#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/auth/token.h"
#include "common/db/pool.h"
#include "common/rpc/server.h"

namespace rollcall::app {

// What a service is made of; both outlive it.
struct Resources {
  db::Pool& pool;
  const auth::Guard& guard;
};

// A service's own part of its program.
struct ServiceSpec {
  // Short: `checkin`.
  std::string name;
  // host:port.
  std::string default_listen;
  // A standby will do for a database.
  bool reads_only;
  // Makes the gRPC services.
  std::function<std::vector<rpc::HostedService>(const Resources&)> make;
};

// Runs a service from its flags until SIGTERM or SIGINT, then drains it. Logs
// `serving` with the address once it takes calls. Returns the exit code: 0
// after a drain, else as RefuseToStart.
int RunService(int argc, char** argv, const ServiceSpec& spec);

}  // namespace rollcall::app
