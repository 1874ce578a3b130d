#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/app/flags.h"
#include "common/app/periodic_job.h"
#include "common/auth/guard.h"
#include "common/base/lanes.h"
#include "common/db/pool.h"
#include "common/rpc/server.h"

namespace rollcall::app {

// What a service is made of; all of it outlives the service.
struct Resources {
  db::Pool& pool;
  const auth::Guard& guard;
  // As in ServiceFlags.
  const std::string& ticket_key_dir;
  const LaneOptions& lanes;
  const ReportFlags& reports;
  // Somebody may ask for metrics.
  bool tells_metrics;
};

// A service's own part of its program.
struct ServiceSpec {
  // Short: `checkin`.
  std::string name;
  // host:port.
  std::string default_listen;
  // A standby will do for a database.
  bool reads_only;
  // Makes the gRPC services, on a database that answers.
  std::function<absl::StatusOr<std::vector<rpc::HostedService>>(
      const Resources&)>
      make;
  // Makes what the service does without being called. Empty means nothing.
  std::function<std::vector<Job>(const Resources&)> make_jobs = nullptr;
  // Needs the keys that sign tickets.
  bool issues_tickets = false;
  // Decides in lanes.
  bool has_lanes = false;
  // Makes reports.
  bool has_reports = false;
  // As db::PoolOptions::role.
  std::string database_role = {};
};

// Runs a service from its flags until SIGTERM or SIGINT, then drains it. Jobs
// run from when it takes calls until the drain. Logs `serving` with the address
// once it takes calls, and tells the service manager. Returns the exit code: 0
// after a drain, else as RefuseToStart. With --check-health it is CheckHealth.
// SIGUSR1 has it log from kDebug on, SIGUSR2 from what its flag says.
int RunService(int argc, char** argv, const ServiceSpec& spec);

}  // namespace rollcall::app
