#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/base/lanes.h"
#include "common/base/log.h"
#include "common/db/pool.h"
#include "common/rpc/server.h"

namespace rollcall::app {

// Of a service that makes reports.
struct ReportFlags {
  // Where it writes, when it reads from a standby. Empty means where it reads.
  std::string write_database_url;
  // The fewest people that a public report tells of.
  int public_threshold = 10;
};

// What --check-health wants to hear of a service that runs.
enum class HealthCheck {
  // Nothing: the service is to run.
  kNone,
  // That it serves.
  kServing,
  // That it answers, be it that it does not serve.
  kAnswering,
};

// Where a service tells its metrics.
struct MetricsFlags {
  // An IPv4 address and a port; empty means nowhere.
  std::string listen;
  // It may be beyond loopback.
  bool insecure = false;
};

// How a service runs. Each flag has an environment variable of the same name,
// ROLLCALL_ in front, as its fallback.
struct ServiceFlags {
  rpc::ServerOptions server;
  // Plaintext may leave the machine.
  bool insecure_plaintext = false;
  MetricsFlags metrics;
  db::PoolOptions pool;
  std::string admin_token_file;
  // Of a service that issues tickets, else empty.
  std::string ticket_key_dir;
  // Of a service that has lanes.
  LaneOptions lanes;
  // Of a service that makes reports.
  ReportFlags reports;
  // How long to wait for the database at start.
  absl::Duration startup_timeout;
  // How long calls under way may take after SIGTERM.
  absl::Duration drain_timeout;
  // About how often a job runs.
  absl::Duration job_interval;
  Severity log_severity = Severity::kInfo;
  // Not kNone: these are the flags of a service that runs already.
  HealthCheck health_check = HealthCheck::kNone;
};

// Which flags a service has besides those of all.
struct SpecialFlags {
  // --job-interval.
  bool has_jobs = false;
  // --ticket-key-dir.
  bool issues_tickets = false;
  // --lanes, --lane-queue, --lane-batch and --lane-patience.
  bool has_lanes = false;
  // --write-database-url and --public-threshold.
  bool has_reports = false;
};

// Parses and checks the flags of the service `name`, which listens on
// `default_listen` unless told otherwise. Fails with INVALID_FLAG and the flag
// in the message. With --help or --version prints that and ends the process.
absl::StatusOr<ServiceFlags> ParseServiceFlags(
    int argc, const char* const* argv, const std::string& name,
    const std::string& default_listen, const SpecialFlags& special);

// As ParseServiceFlags, for the migration job: only the pool and the log.
absl::StatusOr<db::PoolOptions> ParseMigrateFlags(int argc,
                                                  const char* const* argv);

}  // namespace rollcall::app
