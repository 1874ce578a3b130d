#include "common/app/run_service.h"

#include <cerrno>
#include <memory>
#include <signal.h>
#include <sysexits.h>
#include <unistd.h>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"

#include "common/access/token_cache.h"
#include "common/app/exit_code.h"
#include "common/app/flags.h"
#include "common/app/health_check.h"
#include "common/app/health_probe.h"
#include "common/app/service_manager.h"
#include "common/auth/token.h"
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

// Waits for the database and looks at its schema, before there is any role that
// a migration makes.
absl::Status CheckDatabase(db::PoolOptions options, absl::Duration patience) {
  options.role.clear();
  options.size = 1;
  db::Pool pool(std::move(options));
  const absl::Time deadline = absl::Now() + patience;
  RETURN_IF_ERROR(db::AwaitDatabase(pool, deadline));
  return db::CheckSchema(pool, migrations::kAll, deadline);
}

// Where tokens are looked up: on the primary, if that is known, so that what
// was revoked is so at once.
db::PoolOptions AccessPoolOf(const ServiceFlags& flags) {
  db::PoolOptions options = flags.pool;
  options.role = access::kDatabaseRole;
  if (!flags.reports.write_database_url.empty()) {
    options.database_url = flags.reports.write_database_url;
    options.read_only = false;
  }
  return options;
}

using Jobs = std::vector<std::unique_ptr<PeriodicJob>>;

Jobs StartJobs(const ServiceSpec& spec, const Resources& resources,
               absl::Duration interval) {
  Jobs jobs;
  if (!spec.make_jobs) return jobs;
  for (Job& job : spec.make_jobs(resources)) {
    jobs.push_back(std::make_unique<PeriodicJob>(std::move(job), interval));
  }
  return jobs;
}

// Has the threads that this one starts from now on, gRPC's above all, get less
// of a busy processor than those that are there, the lanes, and the database.
// Else what comes in keeps what was let in from being finished: at twice the
// capacity of the door a fifth of it got lost.
void PutCallsBehindWork() {
  constexpr int kNicer = 5;
  // On Linux this is of the thread alone.
  errno = 0;
  if (nice(kNicer) == -1 && errno != 0) {
    Log(Severity::kWarning, "priority not lowered");
  }
}

void WarnOfPlaintext(const ServiceFlags& flags) {
  if (!flags.insecure_plaintext || flags.server.tls.enabled()) return;
  Log(Severity::kWarning, "plaintext beyond this machine",
      {{"detail",
        "--insecure-plaintext: whoever is on the network reads tokens "
        "and people's data"}});
}

absl::StatusOr<int> Run(int argc, char** argv, const ServiceSpec& spec) {
  const sigset_t end_signals = PrepareSignals();
  ASSIGN_OR_RETURN(
      ServiceFlags flags,
      ParseServiceFlags(argc, argv, spec.name, spec.default_listen,
                        {spec.make_jobs != nullptr, spec.issues_tickets,
                         spec.has_lanes, spec.has_reports}));
  if (flags.health_check != HealthCheck::kNone) return CheckHealth(flags);
  flags.pool.read_only = spec.reads_only;
  flags.pool.role = spec.database_role;
  flags.pool.application_name =
      db::ApplicationName(flags.pool.application_name, migrations::kAll);
  SetMinimumSeverity(flags.log_severity);
  WarnOfPlaintext(flags);
  ASSIGN_OR_RETURN(const std::string token,
                   auth::LoadOrCreateToken(flags.admin_token_file));
  db::Pool pool(flags.pool);
  RETURN_IF_ERROR(CheckDatabase(flags.pool, flags.startup_timeout));
  access::TokenCache tokens(AccessPoolOf(flags));
  const auth::Guard guard(token, tokens.AsResolver());

  const Resources resources{pool, guard, flags.ticket_key_dir, flags.lanes,
                            flags.reports};
  ASSIGN_OR_RETURN(std::vector<rpc::HostedService> services,
                   spec.make(resources));
  PutCallsBehindWork();
  ASSIGN_OR_RETURN(
      const std::unique_ptr<rpc::Server> server,
      rpc::Server::Start(flags.server, guard, std::move(services)));
  server->SetServing(true);
  Jobs jobs = StartJobs(spec, resources, flags.job_interval);
  {
    const HealthProbe probe(flags.pool, *server);
    Log(Severity::kInfo, "serving",
        {{"service", spec.name}, {"address", server->address()}});
    TellServiceManager("READY=1");
    int received = 0;
    sigwait(&end_signals, &received);
  }
  Log(Severity::kInfo, "draining");
  TellServiceManager("STOPPING=1");
  for (const auto& job : jobs) job->Stop();
  server->Drain(flags.drain_timeout);
  jobs.clear();
  Log(Severity::kInfo, "stopped");
  return EX_OK;
}

}  // namespace

int RunService(int argc, char** argv, const ServiceSpec& spec) {
#ifdef NDEBUG
  // The library of a distribution may be built to look for cycles of locks at
  // every lock.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
  const absl::StatusOr<int> exit_code = Run(argc, argv, spec);
  return exit_code.ok() ? *exit_code : RefuseToStart(exit_code.status());
}

}  // namespace rollcall::app
