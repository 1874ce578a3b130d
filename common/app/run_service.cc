#include "common/app/run_service.h"

#include <memory>
#include <signal.h>

#include "absl/time/clock.h"

#include "common/app/exit_code.h"
#include "common/app/flags.h"
#include "common/app/health_probe.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/db/migration.h"
#include "common/db/ping.h"
#include "migrations_sql.h"
#include "nlohmann/json.hpp"

namespace rollcall::app {
namespace {

// The signals that end a service. Blocked before any thread starts, so that
// only the waiting one gets them.
sigset_t PrepareSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A reader of the log that goes away does not take the service along.
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

absl::Status CheckDatabase(db::Pool& pool, absl::Duration patience) {
  const absl::Time deadline = absl::Now() + patience;
  RETURN_IF_ERROR(db::AwaitDatabase(pool, deadline));
  return db::CheckSchema(pool, migrations::kAll, deadline);
}

absl::Status Run(int argc, char** argv, const ServiceSpec& spec) {
  const sigset_t end_signals = PrepareSignals();
  ASSIGN_OR_RETURN(ServiceFlags flags, ParseServiceFlags(argc, argv, spec.name,
                                                         spec.default_listen));
  flags.pool.read_only = spec.reads_only;
  SetMinimumSeverity(flags.log_severity);
  ASSIGN_OR_RETURN(const std::string token,
                   auth::LoadOrCreateToken(flags.admin_token_file));
  const auth::Guard guard(token);
  db::Pool pool(flags.pool);
  RETURN_IF_ERROR(CheckDatabase(pool, flags.startup_timeout));

  ASSIGN_OR_RETURN(
      const std::unique_ptr<rpc::Server> server,
      rpc::Server::Start(flags.server, guard, spec.make({pool, guard})));
  server->SetServing(true);
  {
    const HealthProbe probe(flags.pool, *server);
    Log(Severity::kInfo, "serving",
        {{"service", spec.name}, {"address", server->address()}});
    int received = 0;
    sigwait(&end_signals, &received);
  }
  Log(Severity::kInfo, "draining");
  server->Drain(flags.drain_timeout);
  Log(Severity::kInfo, "stopped");
  return absl::OkStatus();
}

}  // namespace

int RunService(int argc, char** argv, const ServiceSpec& spec) {
  const absl::Status status = Run(argc, argv, spec);
  return status.ok() ? 0 : RefuseToStart(status);
}

}  // namespace rollcall::app
