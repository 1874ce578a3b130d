#include "common/app/flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <arpa/inet.h>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/api/limits.h"
#include "common/base/loopback.h"
#include "common/base/status_macros.h"
#include "common/base/version.h"
#include "common/status/error.h"

namespace rollcall::app {
namespace {

// Of --check-health.
constexpr char kServing[] = "serving";
constexpr char kAnswering[] = "answering";

constexpr double kMaxSeconds = 3600;
// Of a job: it would hold a connection all the time otherwise.
constexpr double kMinInterval = 0.1;

// Whether `text` is a port, in digits alone: SimpleAtoi takes signs and blanks.
bool IsPort(const std::string& text) {
  int port = 0;
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), absl::ascii_isdigit) &&
         absl::SimpleAtoi(text, &port) && port <= 65535;
}

// An IPv6 address stands in brackets, so that its colons are its own.
bool IsHost(const std::string& text) {
  in6_addr address{};
  if (absl::StrContains(text, ':')) {
    return text.size() > 2 && text.front() == '[' && text.back() == ']' &&
           inet_pton(AF_INET6, text.substr(1, text.size() - 2).c_str(),
                     &address) == 1;
  }
  return !text.empty();
}

// The empty text is CLI11's «valid».
std::string CheckListen(const std::string& text) {
  if (absl::StartsWith(text, "unix:/")) return {};
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos || !IsPort(text.substr(colon + 1)) ||
      !IsHost(text.substr(0, colon))) {
    return "must be host:port, the port from 0 (any free one) to 65535, or "
           "unix: and a path";
  }
  return {};
}

// The HTTP server for metrics takes more, such as lists, and less: Debian's
// knows no IPv6.
std::string CheckMetricsListen(const std::string& text) {
  const size_t colon = text.rfind(':');
  in_addr address{};
  if (colon != std::string::npos && IsPort(text.substr(colon + 1)) &&
      inet_pton(AF_INET, text.substr(0, colon).c_str(), &address) == 1) {
    return {};
  }
  return "must be address:port, an IPv4 address and the port from 0 (any free "
         "one) to 65535";
}

absl::Status CheckMetrics(const MetricsFlags& metrics) {
  if (!metrics.listen.empty() && !metrics.insecure &&
      !IsLoopback(metrics.listen)) {
    return Error(error::v1::INVALID_FLAG,
                 "--metrics-listen must be on loopback (127.x.x.x): whoever "
                 "reaches it reads how much the service has to do, in "
                 "plaintext. Where nobody else does, give --insecure-metrics.");
  }
  return absl::OkStatus();
}

// What no flag can be judged by alone.
absl::Status CheckTransport(const ServiceFlags& flags) {
  const rpc::TlsOptions& tls = flags.server.tls;
  if (tls.certificate_path.empty() != tls.key_path.empty()) {
    return Error(error::v1::INVALID_FLAG,
                 "--tls-cert and --tls-key go together: give both or none.");
  }
  if (!tls.client_ca_path.empty() && !tls.enabled()) {
    return Error(error::v1::INVALID_FLAG,
                 "--tls-client-ca needs --tls-cert and --tls-key.");
  }
  if (!tls.enabled() && !flags.insecure_plaintext &&
      !IsLoopback(flags.server.listen)) {
    return Error(error::v1::INVALID_FLAG,
                 "--listen must be on loopback (127.x.x.x, [::1], localhost or "
                 "unix:) as long as the service speaks plaintext: give "
                 "--tls-cert and --tls-key, or put a TLS proxy in front.");
  }
  return absl::OkStatus();
}

// What is asked at --listen has to be there.
absl::Status CheckHealthCheck(const ServiceFlags& flags) {
  if (flags.health_check != HealthCheck::kNone &&
      absl::EndsWith(flags.server.listen, ":0")) {
    return Error(error::v1::INVALID_FLAG,
                 "--check-health needs the port of the service in --listen.");
  }
  return absl::OkStatus();
}

// CLI11 does not repeat the value, which may hold a password.
std::string CheckDatabaseUrl(const std::string& text) {
  if (db::IsConnectionString(text)) return {};
  return "must be a libpq connection string, such as "
         "postgresql:///rollcall?host=/run/postgresql";
}

std::string CheckSeconds(const std::string& text) {
  double seconds = -1;
  // Not a number fails every comparison.
  if (absl::SimpleAtod(text, &seconds) && seconds >= 0 &&
      seconds <= kMaxSeconds) {
    return {};
  }
  return absl::StrCat("must be seconds from 0 to ", kMaxSeconds);
}

std::string CheckInterval(const std::string& text) {
  double seconds = 0;
  if (absl::SimpleAtod(text, &seconds) && seconds >= kMinInterval &&
      seconds <= kMaxSeconds) {
    return {};
  }
  return absl::StrCat("must be seconds from ", kMinInterval, " to ",
                      kMaxSeconds);
}

std::string CheckSeverity(const std::string& text) {
  Severity severity = Severity::kInfo;
  if (ParseSeverity(text, severity)) return {};
  return "must be debug, info, warning or error";
}

// Names what is left over without its value, which may be a database URL with a
// password whose flag was forgotten.
absl::Status RefuseExtras(const std::vector<std::string>& extras) {
  if (extras.empty()) return absl::OkStatus();
  const std::string& first = extras.front();
  return Error(error::v1::INVALID_FLAG,
               first[0] == '-' ? absl::StrCat("There is no flag ",
                                              first.substr(0, first.find('=')),
                                              ". See --help.")
                               : "An argument belongs to no flag. See --help.");
}

// Parses, or explains. CLI11 speaks in exceptions; they end here.
absl::Status Parse(CLI::App& app, int argc, const char* const* argv) {
  app.allow_extras();
  try {
    app.parse(argc, argv);
    return RefuseExtras(app.remaining());
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    std::exit(EXIT_SUCCESS);
  } catch (const CLI::CallForVersion&) {
    std::cout << kVersion << "\n";
    std::exit(EXIT_SUCCESS);
  } catch (const CLI::ParseError& error) {
    return Error(error::v1::INVALID_FLAG,
                 absl::StrCat(error.what(), ". See --help."));
  }
}

void AddPoolFlags(CLI::App& app, db::PoolOptions& pool) {
  app.add_option("--database-url", pool.database_url,
                 "libpq connection string, URI or keywords; keep passwords out "
                 "of it (PGPASSFILE)")
      ->envname("ROLLCALL_DATABASE_URL")
      ->required()
      ->check(CheckDatabaseUrl);
}

void AddTlsFlags(CLI::App& app, ServiceFlags& flags) {
  rpc::TlsOptions& tls = flags.server.tls;
  app.add_option("--tls-cert", tls.certificate_path,
                 "file with the certificate chain in PEM, the service's own "
                 "first: speaks TLS; new files are taken up by themselves")
      ->envname("ROLLCALL_TLS_CERT");
  app.add_option("--tls-key", tls.key_path,
                 "file with the certificate's key in PEM, mode 0600")
      ->envname("ROLLCALL_TLS_KEY");
  app.add_option("--tls-client-ca", tls.client_ca_path,
                 "file with certificates in PEM: callers show one that leads "
                 "to one of them")
      ->envname("ROLLCALL_TLS_CLIENT_CA");
  app.add_flag("--insecure-plaintext", flags.insecure_plaintext,
               "listen beyond loopback without TLS: whoever is on the network "
               "reads tokens and people's data")
      ->envname("ROLLCALL_INSECURE_PLAINTEXT");
}

void AddMetricsFlags(CLI::App& app, MetricsFlags& metrics) {
  app.add_option("--metrics-listen", metrics.listen,
                 "address:port, port 0 means any free one, where GET /metrics "
                 "tells Prometheus its metrics; nowhere unless it is given")
      ->envname("ROLLCALL_METRICS_LISTEN")
      ->check(CheckMetricsListen);
  app.add_flag("--insecure-metrics", metrics.insecure,
               "tell metrics beyond loopback, in plaintext and to whoever asks")
      ->envname("ROLLCALL_INSECURE_METRICS");
}

void AddLaneFlags(CLI::App& app, LaneOptions& lanes, double& patience_seconds) {
  app.add_option("--lanes", lanes.lanes,
                 "threads that decide scans in batches, each with a connection "
                 "of its own")
      ->envname("ROLLCALL_LANES")
      ->check(CLI::Range(1, 64));
  app.add_option("--lane-queue", lanes.queue,
                 "scans that wait for one lane; more are turned away")
      ->envname("ROLLCALL_LANE_QUEUE")
      ->check(CLI::Range(1, 1000000));
  app.add_option("--lane-batch", lanes.batch,
                 "scans that a lane decides at once, at most")
      ->envname("ROLLCALL_LANE_BATCH")
      ->check(CLI::Range(1, 10000));
  app.add_option("--lane-patience", patience_seconds,
                 "seconds that a scan may wait for its lane; one that would "
                 "probably wait longer is turned away")
      ->envname("ROLLCALL_LANE_PATIENCE")
      ->check(CheckSeconds);
}

void AddReportFlags(CLI::App& app, ReportFlags& reports) {
  app.add_option("--write-database-url", reports.write_database_url,
                 "libpq connection string of where frozen reports and repairs "
                 "are written, when --database-url is a standby's")
      ->envname("ROLLCALL_WRITE_DATABASE_URL")
      ->check(CheckDatabaseUrl);
  app.add_option("--public-threshold", reports.public_threshold,
                 "the fewest people that a public report tells of")
      ->envname("ROLLCALL_PUBLIC_THRESHOLD")
      ->check(
          CLI::Range(limits::kMinPublicThreshold, limits::kMaxPublicThreshold));
}

// No variable: the environment is that of the service that is asked.
void AddHealthCheck(CLI::App& app, HealthCheck& health_check) {
  app.add_option_function<std::string>(
         "--check-health",
         [&health_check](const std::string& word) {
           health_check = word == kAnswering ? HealthCheck::kAnswering
                                             : HealthCheck::kServing;
         },
         "run nothing, but ask the service that runs here with the same flags "
         "whether it is serving, or answering at all, and exit with 0 or 69")
      ->check(CLI::IsMember({kServing, kAnswering}));
}

}  // namespace

absl::StatusOr<ServiceFlags> ParseServiceFlags(
    int argc, const char* const* argv, const std::string& name,
    const std::string& default_listen, const SpecialFlags& special) {
  ServiceFlags flags;
  flags.server.listen = default_listen;
  flags.pool.application_name = absl::StrCat("rollcall-", name);
  double startup_seconds = 15;
  double drain_seconds = 20;
  double job_seconds = 5;
  double patience_seconds = 1;
  double slow_seconds = 1;
  std::string severity = "info";

  CLI::App app(absl::StrCat("Rollcall's ", name, " service."),
               flags.pool.application_name);
  app.set_version_flag("--version", kVersion);
  app.option_defaults()->always_capture_default();
  app.add_option("--listen", flags.server.listen,
                 "host:port, port 0 means any free one, or unix:/path; on "
                 "loopback unless there is TLS")
      ->envname("ROLLCALL_LISTEN")
      ->check(CheckListen);
  AddTlsFlags(app, flags);
  AddMetricsFlags(app, flags.metrics);
  AddPoolFlags(app, flags.pool);
  app.add_option("--database-connections", flags.pool.size,
                 "at most this many connections")
      ->envname("ROLLCALL_DATABASE_CONNECTIONS")
      ->check(CLI::Range(1, 256));
  app.add_flag("--transaction-pooling", flags.pool.transaction_pooling,
               "the database URLs are those of PgBouncers in transaction mode")
      ->envname("ROLLCALL_TRANSACTION_POOLING");
  app.add_option("--admin-token-file", flags.admin_token_file,
                 "file with the admin token, mode 0600; made if missing")
      ->envname("ROLLCALL_ADMIN_TOKEN_FILE")
      ->required();
  if (special.issues_tickets) {
    app.add_option("--ticket-key-dir", flags.ticket_key_dir,
                   "folder with the keys that sign tickets, NNNN.key of mode "
                   "0600, the highest signs; made if missing")
        ->envname("ROLLCALL_TICKET_KEY_DIR")
        ->required();
  }
  if (special.has_lanes) AddLaneFlags(app, flags.lanes, patience_seconds);
  if (special.has_reports) AddReportFlags(app, flags.reports);
  app.add_option("--max-threads", flags.server.max_threads,
                 "at most this many calls are worked on at once")
      ->envname("ROLLCALL_MAX_THREADS")
      ->check(CLI::Range(4, 4096));
  app.add_flag("--reflection", flags.server.reflection,
               "serve grpc.reflection, open to everybody: for development")
      ->envname("ROLLCALL_REFLECTION");
  app.add_option("--startup-timeout", startup_seconds,
                 "seconds to wait for the database at start")
      ->envname("ROLLCALL_STARTUP_TIMEOUT")
      ->check(CheckSeconds);
  app.add_option("--drain-timeout", drain_seconds,
                 "seconds that calls under way may take after SIGTERM")
      ->envname("ROLLCALL_DRAIN_TIMEOUT")
      ->check(CheckSeconds);
  if (special.has_jobs) {
    app.add_option("--job-interval", job_seconds,
                   "about this many seconds between two runs of a job")
        ->envname("ROLLCALL_JOB_INTERVAL")
        ->check(CheckInterval);
  }
  app.add_option("--slow-statement", slow_seconds,
                 "seconds from which on a statement is logged as slow, by the "
                 "name of its SQL file")
      ->envname("ROLLCALL_SLOW_STATEMENT")
      ->check(CheckSeconds);
  app.add_option("--log-severity", severity,
                 "debug, info, warning or error; SIGUSR1 turns it to debug, "
                 "SIGUSR2 back")
      ->envname("ROLLCALL_LOG_SEVERITY")
      ->check(CheckSeverity);
  AddHealthCheck(app, flags.health_check);

  RETURN_IF_ERROR(Parse(app, argc, argv));
  RETURN_IF_ERROR(CheckTransport(flags));
  RETURN_IF_ERROR(CheckHealthCheck(flags));
  RETURN_IF_ERROR(CheckMetrics(flags.metrics));
  flags.startup_timeout = absl::Seconds(startup_seconds);
  flags.drain_timeout = absl::Seconds(drain_seconds);
  flags.job_interval = absl::Seconds(job_seconds);
  flags.pool.slow_statement = absl::Seconds(slow_seconds);
  flags.lanes.patience = absl::Seconds(patience_seconds);
  ParseSeverity(severity, flags.log_severity);
  return flags;
}

absl::StatusOr<db::PoolOptions> ParseMigrateFlags(int argc,
                                                  const char* const* argv) {
  db::PoolOptions pool;
  pool.application_name = "rollcall-migrate";
  pool.size = 1;
  // A migration may rewrite a table.
  pool.statement_timeout = absl::Hours(6);
  CLI::App app("Brings the database to the schema of this version.",
               pool.application_name);
  app.set_version_flag("--version", kVersion);
  AddPoolFlags(app, pool);
  RETURN_IF_ERROR(Parse(app, argc, argv));
  return pool;
}

}  // namespace rollcall::app
