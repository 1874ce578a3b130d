#include "common/app/run_service.h"

#include <cerrno>
#include <iterator>
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
#include "common/base/memory.h"
#include "common/base/status_macros.h"
#include "common/base/version.h"
#include "common/db/migration.h"
#include "common/db/ping.h"
#include "common/metrics/endpoint.h"
#include "migrations_sql.h"
#include "nlohmann/json.hpp"

namespace rollcall::app {
namespace {

// The signals that a service listens to. Blocked before any thread starts, so
// that only the waiting one gets them.
sigset_t PrepareSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT, SIGUSR1, SIGUSR2}) {
    sigaddset(&signals, number);
  }
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A reader of the log that goes away does not take the service along.
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

// Waits until a signal ends the service. Others turn its log to debug, and back
// to `usual`; the log says so while it is the talkative one.
void AwaitEnd(const sigset_t& signals, Severity usual) {
  while (true) {
    int received = 0;
    sigwait(&signals, &received);
    if (received == SIGTERM || received == SIGINT) return;
    const bool more = received == SIGUSR1;
    if (more) SetMinimumSeverity(Severity::kDebug);
    Log(Severity::kInfo, "log severity",
        {{"from_now_on", NameOf(more ? Severity::kDebug : usual)}});
    if (!more) SetMinimumSeverity(usual);
  }
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

// What a rush has needed would else stay with the process: glibc keeps what is
// free below something that is in use.
Job MemoryJob() {
  return {"return_memory", [](absl::Time /*deadline*/) {
            ReturnFreeMemory();
            return false;
          }};
}

using Jobs = std::vector<std::unique_ptr<PeriodicJob>>;

Jobs StartJobs(const ServiceSpec& spec, const Resources& resources,
               absl::Duration interval) {
  constexpr absl::Duration kMemoryInterval = absl::Minutes(1);
  Jobs jobs;
  jobs.push_back(std::make_unique<PeriodicJob>(MemoryJob(), kMemoryInterval));
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

// Nothing where `flags` want none.
absl::StatusOr<std::unique_ptr<metrics::Endpoint>> StartEndpoint(
    const MetricsFlags& flags, metrics::Endpoint::Collect collect) {
  if (flags.listen.empty()) return std::unique_ptr<metrics::Endpoint>();
  return metrics::Endpoint::Start(flags.listen, std::move(collect));
}

void AddBuildInfo(const std::string& service, metrics::Page& page) {
  page.AddGauge("rollcall_build_info", "Always 1; which program this is.",
                {{"service", service},
                 {"version", kVersion},
                 {"schema", std::to_string(std::size(migrations::kAll))}},
                1);
}

void LogServing(const std::string& service, const rpc::Server& server,
                const metrics::Endpoint* endpoint) {
  nlohmann::ordered_json fields = {{"service", service},
                                   {"address", server.address()}};
  if (endpoint != nullptr) fields["metrics"] = endpoint->address();
  Log(Severity::kInfo, "serving", fields);
}

void WarnOfPlaintext(const ServiceFlags& flags) {
  if (!flags.insecure_plaintext || flags.server.tls.enabled()) return;
  Log(Severity::kWarning, "plaintext beyond this machine",
      {{"detail",
        "--insecure-plaintext: whoever is on the network reads tokens "
        "and people's data"}});
}

absl::StatusOr<int> Run(int argc, char** argv, const ServiceSpec& spec) {
  const sigset_t signals = PrepareSignals();
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

  const Resources resources{
      pool,        guard,         flags.ticket_key_dir,
      flags.lanes, flags.reports, !flags.metrics.listen.empty()};
  ASSIGN_OR_RETURN(std::vector<rpc::HostedService> services,
                   spec.make(resources));
  PutCallsBehindWork();
  ASSIGN_OR_RETURN(
      const std::unique_ptr<rpc::Server> server,
      rpc::Server::Start(flags.server, guard, std::move(services)));
  Jobs jobs = StartJobs(spec, resources, flags.job_interval);
  ASSIGN_OR_RETURN(std::unique_ptr<metrics::Endpoint> endpoint,
                   StartEndpoint(flags.metrics, [&](metrics::Page& page) {
                     metrics::AddProcess(page);
                     AddBuildInfo(spec.name, page);
                     pool.AddMetrics("main", page);
                     tokens.AddMetrics(page);
                     server->AddMetrics(page);
                     for (const auto& job : jobs) job->AddMetrics(page);
                   }));
  server->SetServing(true);
  int exit_code = EX_OK;
  absl::Duration patience = flags.drain_timeout;
  {
    const HealthProbe probe(flags.pool, *server,
                            [] { kill(getpid(), SIGTERM); });
    LogServing(spec.name, *server, endpoint.get());
    TellServiceManager("READY=1");
    AwaitEnd(signals, flags.log_severity);
    if (!probe.fits()) {
      exit_code = EX_CONFIG;
      patience = absl::ZeroDuration();
    }
  }
  Log(Severity::kInfo, "draining");
  TellServiceManager("STOPPING=1");
  for (const auto& job : jobs) job->Stop();
  server->Drain(patience);
  // It tells of all the others.
  endpoint.reset();
  jobs.clear();
  Log(Severity::kInfo, "stopped");
  return exit_code;
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
