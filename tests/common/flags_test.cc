#include "common/app/flags.h"

#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/app/exit_code.h"
#include "common/status/error.h"

namespace rollcall::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kDefaultListen[] = "127.0.0.1:7002";
constexpr char kUrl[] = "postgresql:///rollcall?host=/run/postgresql";
// What no default can stand in for.
constexpr const char* kRequired[] = {
    "--database-url", kUrl, "--admin-token-file", "/run/rollcall/token"};

// An environment variable that lives as long as this.
class Variable {
 public:
  Variable(std::string name, const std::string& value)
      : name_(std::move(name)) {
    setenv(name_.c_str(), value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { unsetenv(name_.c_str()); }

 private:
  const std::string name_;
};

absl::StatusOr<ServiceFlags> ParseAll(
    const std::vector<std::string>& arguments) {
  std::vector<const char*> argv = {"rollcall-checkin"};
  for (const std::string& argument : arguments) {
    argv.push_back(argument.c_str());
  }
  return ParseServiceFlags(static_cast<int>(argv.size()), argv.data(),
                           "checkin", kDefaultListen,
                           {.has_jobs = true, .has_lanes = true});
}

// With the flags that are required.
absl::StatusOr<ServiceFlags> Parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), std::begin(kRequired),
                   std::end(kRequired));
  return ParseAll(arguments);
}

void ExpectInvalid(const absl::Status& status, const std::string& flag) {
  EXPECT_EQ(ReasonOf(status), error::v1::INVALID_FLAG) << flag;
  EXPECT_THAT(std::string(status.message()), HasSubstr(flag));
}

TEST(ServiceFlags, HaveDefaults) {
  const auto flags = Parse({});
  ASSERT_TRUE(flags.ok()) << flags.status();
  EXPECT_EQ(flags->server.listen, kDefaultListen);
  EXPECT_FALSE(flags->server.reflection);
  EXPECT_EQ(flags->server.max_threads, rpc::ServerOptions().max_threads);
  EXPECT_EQ(flags->pool.database_url, kUrl);
  EXPECT_EQ(flags->pool.application_name, "rollcall-checkin");
  EXPECT_EQ(flags->pool.size, db::PoolOptions().size);
  EXPECT_FALSE(flags->pool.transaction_pooling);
  EXPECT_EQ(flags->admin_token_file, "/run/rollcall/token");
  EXPECT_EQ(flags->startup_timeout, absl::Seconds(15));
  EXPECT_EQ(flags->drain_timeout, absl::Seconds(20));
  EXPECT_EQ(flags->job_interval, absl::Seconds(5));
  EXPECT_EQ(flags->lanes.patience, absl::Seconds(1));
  EXPECT_EQ(flags->pool.slow_statement, absl::Seconds(1));
  EXPECT_EQ(flags->log_severity, Severity::kInfo);
}

TEST(ServiceFlags, AreTaken) {
  const auto flags = Parse(
      {"--listen=[::1]:0", "--database-connections=3", "--transaction-pooling",
       "--max-threads=9", "--reflection", "--startup-timeout=1.5",
       "--drain-timeout", "0", "--job-interval=60", "--log-severity=debug",
       "--lanes=5", "--lane-queue=77", "--lane-batch=33",
       "--lane-patience=0.25", "--slow-statement=0.125"});
  ASSERT_TRUE(flags.ok()) << flags.status();
  EXPECT_EQ(flags->server.listen, "[::1]:0");
  EXPECT_TRUE(flags->server.reflection);
  EXPECT_EQ(flags->server.max_threads, 9);
  EXPECT_EQ(flags->pool.size, 3);
  EXPECT_TRUE(flags->pool.transaction_pooling);
  EXPECT_EQ(flags->startup_timeout, absl::Milliseconds(1500));
  EXPECT_EQ(flags->drain_timeout, absl::ZeroDuration());
  EXPECT_EQ(flags->job_interval, absl::Minutes(1));
  EXPECT_EQ(flags->lanes.lanes, 5);
  EXPECT_EQ(flags->lanes.queue, 77);
  EXPECT_EQ(flags->lanes.batch, 33);
  EXPECT_EQ(flags->lanes.patience, absl::Milliseconds(250));
  EXPECT_EQ(flags->pool.slow_statement, absl::Milliseconds(125));
  EXPECT_EQ(flags->log_severity, Severity::kDebug);
}

TEST(ServiceFlags, ListenOnLoopback) {
  for (const char* listen : {"127.0.0.1:7002", "127.3.2.1:0", "localhost:7002",
                             "[::1]:7002", "unix:/run/rollcall/checkin"}) {
    const auto flags = Parse({"--listen", listen});
    ASSERT_TRUE(flags.ok()) << flags.status();
    EXPECT_EQ(flags->server.listen, listen);
    EXPECT_FALSE(flags->server.tls.enabled());
  }
}

TEST(ServiceFlags, ListenBeyondLoopbackWithTls) {
  for (const char* listen : {"0.0.0.0:7002", "[::]:7002", "example.org:0"}) {
    const auto flags = Parse({"--listen", listen, "--tls-cert=cert.pem",
                              "--tls-key=key.pem", "--tls-client-ca=ca.pem"});
    ASSERT_TRUE(flags.ok()) << flags.status();
    EXPECT_EQ(flags->server.listen, listen);
    EXPECT_TRUE(flags->server.tls.enabled());
    EXPECT_EQ(flags->server.tls.certificate_path, "cert.pem");
    EXPECT_EQ(flags->server.tls.key_path, "key.pem");
    EXPECT_EQ(flags->server.tls.client_ca_path, "ca.pem");
    EXPECT_FALSE(flags->insecure_plaintext);
    EXPECT_EQ(
        Parse({"--listen", listen, "--insecure-plaintext"})->insecure_plaintext,
        true);
    ExpectInvalid(Parse({"--listen", listen}).status(), "--listen");
  }
}

TEST(ServiceFlags, TakeTlsFromTheEnvironment) {
  const Variable listen("ROLLCALL_LISTEN", "0.0.0.0:7002");
  ExpectInvalid(Parse({}).status(), "--listen");
  {
    const Variable insecure("ROLLCALL_INSECURE_PLAINTEXT", "true");
    const auto flags = Parse({});
    ASSERT_TRUE(flags.ok()) << flags.status();
    EXPECT_TRUE(flags->insecure_plaintext);
  }
  const Variable certificate("ROLLCALL_TLS_CERT", "cert.pem");
  const Variable key("ROLLCALL_TLS_KEY", "key.pem");
  const Variable client_ca("ROLLCALL_TLS_CLIENT_CA", "ca.pem");
  const auto flags = Parse({});
  ASSERT_TRUE(flags.ok()) << flags.status();
  EXPECT_EQ(flags->server.tls.certificate_path, "cert.pem");
  EXPECT_EQ(flags->server.tls.key_path, "key.pem");
  EXPECT_EQ(flags->server.tls.client_ca_path, "ca.pem");
}

TEST(ServiceFlags, TellMetricsWhereTheyAreToldTo) {
  EXPECT_EQ(Parse({})->metrics.listen, "");
  for (const char* listen : {"127.0.0.1:9402", "127.3.2.1:0"}) {
    const auto flags = Parse({"--metrics-listen", listen});
    ASSERT_TRUE(flags.ok()) << flags.status();
    EXPECT_EQ(flags->metrics.listen, listen);
  }
  for (const char* listen : {"0.0.0.0:9402", "192.0.2.1:9402"}) {
    ExpectInvalid(Parse({"--metrics-listen", listen}).status(),
                  "--insecure-metrics");
    // Consent to the one is none to the other.
    ExpectInvalid(
        Parse({"--metrics-listen", listen, "--insecure-plaintext"}).status(),
        "--metrics-listen");
    const auto flags =
        Parse({"--metrics-listen", listen, "--insecure-metrics"});
    ASSERT_TRUE(flags.ok()) << flags.status();
    EXPECT_EQ(flags->metrics.listen, listen);
    EXPECT_FALSE(flags->insecure_plaintext);
  }
}

TEST(ServiceFlags, TakeTlsWhole) {
  ExpectInvalid(Parse({"--tls-cert=cert.pem"}).status(), "--tls-key");
  ExpectInvalid(Parse({"--tls-key=key.pem"}).status(), "--tls-cert");
  ExpectInvalid(Parse({"--tls-client-ca=ca.pem"}).status(), "--tls-client-ca");
  ExpectInvalid(Parse({"--tls-client-ca=ca.pem", "--tls-key=key.pem"}).status(),
                "--tls-cert");
}

struct Wrong {
  const char* flag;
  const char* variable;
  const char* value;
};

constexpr Wrong kWrong[] = {
    {"--listen", "ROLLCALL_LISTEN", "7002"},
    {"--listen", "ROLLCALL_LISTEN", "127.0.0.1"},
    {"--listen", "ROLLCALL_LISTEN", "127.0.0.1:"},
    {"--listen", "ROLLCALL_LISTEN", "127.0.0.1:x"},
    {"--listen", "ROLLCALL_LISTEN", "127.0.0.1:-1"},
    {"--listen", "ROLLCALL_LISTEN", "127.0.0.1:65536"},
    {"--listen", "ROLLCALL_LISTEN", "127.0.0.1:99999999999"},
    {"--listen", "ROLLCALL_LISTEN", ":7002"},
    {"--listen", "ROLLCALL_LISTEN", "::1:7002"},
    {"--listen", "ROLLCALL_LISTEN", "unix:relative"},
    // Beyond loopback, in plaintext.
    {"--listen", "ROLLCALL_LISTEN", "0.0.0.0:7002"},
    {"--listen", "ROLLCALL_LISTEN", "[::]:7002"},
    {"--listen", "ROLLCALL_LISTEN", "192.0.2.1:7002"},
    {"--listen", "ROLLCALL_LISTEN", "128.0.0.1:7002"},
    {"--listen", "ROLLCALL_LISTEN", "127.1:7002"},
    {"--listen", "ROLLCALL_LISTEN", "example.org:7002"},
    {"--listen", "ROLLCALL_LISTEN", "127.0.0.1.example.org:7002"},
    {"--database-url", "ROLLCALL_DATABASE_URL", "mysql://db/rollcall"},
    {"--database-url", "ROLLCALL_DATABASE_URL", "host=a nonsense=b"},
    {"--database-connections", "ROLLCALL_DATABASE_CONNECTIONS", "0"},
    {"--database-connections", "ROLLCALL_DATABASE_CONNECTIONS", "-1"},
    {"--database-connections", "ROLLCALL_DATABASE_CONNECTIONS", "257"},
    {"--database-connections", "ROLLCALL_DATABASE_CONNECTIONS", "8x"},
    {"--database-connections", "ROLLCALL_DATABASE_CONNECTIONS", "1.5"},
    {"--max-threads", "ROLLCALL_MAX_THREADS", "3"},
    {"--max-threads", "ROLLCALL_MAX_THREADS", "4097"},
    {"--max-threads", "ROLLCALL_MAX_THREADS", "many"},
    {"--lanes", "ROLLCALL_LANES", "0"},
    {"--lanes", "ROLLCALL_LANES", "65"},
    {"--lane-queue", "ROLLCALL_LANE_QUEUE", "0"},
    {"--lane-batch", "ROLLCALL_LANE_BATCH", "10001"},
    {"--startup-timeout", "ROLLCALL_STARTUP_TIMEOUT", "-1"},
    {"--startup-timeout", "ROLLCALL_STARTUP_TIMEOUT", "3601"},
    {"--startup-timeout", "ROLLCALL_STARTUP_TIMEOUT", "15s"},
    {"--startup-timeout", "ROLLCALL_STARTUP_TIMEOUT", "inf"},
    {"--metrics-listen", "ROLLCALL_METRICS_LISTEN", "9402"},
    {"--metrics-listen", "ROLLCALL_METRICS_LISTEN", ":9402"},
    {"--metrics-listen", "ROLLCALL_METRICS_LISTEN", "127.0.0.1:65536"},
    {"--metrics-listen", "ROLLCALL_METRICS_LISTEN", "127.0.0.1:9402s"},
    {"--metrics-listen", "ROLLCALL_METRICS_LISTEN", "unix:/run/metrics"},
    {"--metrics-listen", "ROLLCALL_METRICS_LISTEN", "example.org:9402"},
    {"--metrics-listen", "ROLLCALL_METRICS_LISTEN", "127.1:9402"},
    {"--metrics-listen", "ROLLCALL_METRICS_LISTEN",
     "127.0.0.1:9402,0.0.0.0:9402"},
    {"--metrics-listen", "ROLLCALL_METRICS_LISTEN", "localhost:9402"},
    {"--metrics-listen", "ROLLCALL_METRICS_LISTEN", "[::1]:9402"},
    {"--slow-statement", "ROLLCALL_SLOW_STATEMENT", "-1"},
    {"--slow-statement", "ROLLCALL_SLOW_STATEMENT", "1s"},
    {"--drain-timeout", "ROLLCALL_DRAIN_TIMEOUT", "-0.5"},
    {"--drain-timeout", "ROLLCALL_DRAIN_TIMEOUT", "1e9"},
    {"--drain-timeout", "ROLLCALL_DRAIN_TIMEOUT", "soon"},
    {"--job-interval", "ROLLCALL_JOB_INTERVAL", "0"},
    {"--job-interval", "ROLLCALL_JOB_INTERVAL", "3601"},
    {"--job-interval", "ROLLCALL_JOB_INTERVAL", "often"},
    {"--log-severity", "ROLLCALL_LOG_SEVERITY", "INFO"},
    {"--log-severity", "ROLLCALL_LOG_SEVERITY", "verbose"},
};

// The required flags but `flag`.
std::vector<std::string> RequiredBut(const std::string& flag) {
  std::vector<std::string> arguments;
  for (size_t i = 0; i < std::size(kRequired); i += 2) {
    if (flag == kRequired[i]) continue;
    arguments.insert(arguments.end(), {kRequired[i], kRequired[i + 1]});
  }
  return arguments;
}

TEST(ServiceFlags, AreRefusedWithWrongValues) {
  for (const Wrong& wrong : kWrong) {
    SCOPED_TRACE(wrong.value);
    auto arguments = RequiredBut(wrong.flag);
    arguments.push_back(absl::StrCat(wrong.flag, "=", wrong.value));
    ExpectInvalid(ParseAll(arguments).status(), wrong.flag);
  }
}

TEST(ServiceFlags, AreRefusedWithWrongVariables) {
  for (const Wrong& wrong : kWrong) {
    SCOPED_TRACE(wrong.value);
    const Variable variable(wrong.variable, wrong.value);
    ExpectInvalid(ParseAll(RequiredBut(wrong.flag)).status(), "");
  }
}

TEST(ServiceFlags, AreRefusedWithATimeoutThatIsNoNumber) {
  ExpectInvalid(Parse({"--startup-timeout=nan"}).status(), "--startup-timeout");
  ExpectInvalid(Parse({"--drain-timeout=nan"}).status(), "--drain-timeout");
  ExpectInvalid(Parse({"--job-interval=nan"}).status(), "--job-interval");
}

TEST(ServiceFlags, TakeAnyAddressOfLoopback) {
  for (const char* listen :
       {"127.0.0.1:1", "127.255.0.7:0", "[::1]:2", "localhost:3"}) {
    EXPECT_EQ(Parse({absl::StrCat("--listen=", listen)})->server.listen,
              listen);
  }
}

TEST(ServiceFlags, AreRefusedWithAPortThatIsNotDigitsAlone) {
  for (const char* port : {" 7002", "7002 ", "+7002", "-0"}) {
    ExpectInvalid(Parse({absl::StrCat("--listen=127.0.0.1:", port)}).status(),
                  "--listen");
  }
}

TEST(ServiceFlags, AreRefusedWhenOneIsUnknown) {
  ExpectInvalid(Parse({"--listn=127.0.0.1:0"}).status(), "--listn");
  ExpectInvalid(Parse({"extra"}).status(), "");
  ExpectInvalid(Parse({"--listen"}).status(), "--listen");
}

TEST(ServiceFlags, SayNothingOfJobsWithoutAny) {
  std::vector<const char*> argv = {"rollcall-checkin", "--job-interval=1"};
  argv.insert(argv.end(), std::begin(kRequired), std::end(kRequired));
  ExpectInvalid(ParseServiceFlags(static_cast<int>(argv.size()), argv.data(),
                                  "checkin", kDefaultListen, {})
                    .status(),
                "--job-interval");
}

TEST(ServiceFlags, AreRefusedWhenARequiredOneIsMissing) {
  ExpectInvalid(ParseAll(RequiredBut("--database-url")).status(),
                "--database-url");
  ExpectInvalid(ParseAll(RequiredBut("--admin-token-file")).status(),
                "--admin-token-file");
}

TEST(ServiceFlags, HaveAFolderOfKeysWhereTicketsAreIssued) {
  std::vector<const char*> argv = {"rollcall-registration"};
  argv.insert(argv.end(), std::begin(kRequired), std::end(kRequired));
  const auto parse = [&argv](bool issues_tickets) {
    return ParseServiceFlags(static_cast<int>(argv.size()), argv.data(),
                             "registration", kDefaultListen,
                             {.issues_tickets = issues_tickets});
  };
  ExpectInvalid(parse(true).status(), "--ticket-key-dir");
  {
    const Variable folder("ROLLCALL_TICKET_KEY_DIR", "/run/rollcall/keys");
    EXPECT_EQ(parse(true).value().ticket_key_dir, "/run/rollcall/keys");
    EXPECT_EQ(parse(false).value().ticket_key_dir, "");
  }
  argv.push_back("--ticket-key-dir=/run/rollcall/keys");
  EXPECT_EQ(parse(true).value().ticket_key_dir, "/run/rollcall/keys");
  ExpectInvalid(parse(false).status(), "--ticket-key-dir");
}

TEST(ServiceFlags, FallBackToTheEnvironment) {
  const Variable url("ROLLCALL_DATABASE_URL", kUrl);
  const Variable token("ROLLCALL_ADMIN_TOKEN_FILE", "/run/rollcall/token");
  const Variable listen("ROLLCALL_LISTEN", "localhost:0");
  const Variable connections("ROLLCALL_DATABASE_CONNECTIONS", "5");
  const Variable pooling("ROLLCALL_TRANSACTION_POOLING", "true");
  const Variable threads("ROLLCALL_MAX_THREADS", "7");
  const Variable reflection("ROLLCALL_REFLECTION", "true");
  const Variable startup("ROLLCALL_STARTUP_TIMEOUT", "1");
  const Variable drain("ROLLCALL_DRAIN_TIMEOUT", "2");
  const Variable interval("ROLLCALL_JOB_INTERVAL", "0.5");
  const Variable severity("ROLLCALL_LOG_SEVERITY", "error");
  const auto flags = ParseAll({});
  ASSERT_TRUE(flags.ok()) << flags.status();
  EXPECT_EQ(flags->pool.database_url, kUrl);
  EXPECT_EQ(flags->admin_token_file, "/run/rollcall/token");
  EXPECT_EQ(flags->server.listen, "localhost:0");
  EXPECT_EQ(flags->pool.size, 5);
  EXPECT_TRUE(flags->pool.transaction_pooling);
  EXPECT_EQ(flags->server.max_threads, 7);
  EXPECT_TRUE(flags->server.reflection);
  EXPECT_EQ(flags->startup_timeout, absl::Seconds(1));
  EXPECT_EQ(flags->drain_timeout, absl::Seconds(2));
  EXPECT_EQ(flags->job_interval, absl::Milliseconds(500));
  EXPECT_EQ(flags->log_severity, Severity::kError);
}

TEST(ServiceFlags, BeatTheEnvironment) {
  const Variable listen("ROLLCALL_LISTEN", "localhost:1");
  const Variable url("ROLLCALL_DATABASE_URL", "dbname=other");
  const Variable severity("ROLLCALL_LOG_SEVERITY", "error");
  const auto flags = Parse({"--listen=127.0.0.1:2", "--log-severity=debug"});
  ASSERT_TRUE(flags.ok()) << flags.status();
  EXPECT_EQ(flags->server.listen, "127.0.0.1:2");
  EXPECT_EQ(flags->pool.database_url, kUrl);
  EXPECT_EQ(flags->log_severity, Severity::kDebug);
}

TEST(ServiceFlags, AreOnWhenTheirVariableSaysSo) {
  for (const auto& [value, on] :
       {std::pair("true", true), std::pair("1", true), std::pair("on", true),
        std::pair("false", false), std::pair("0", false),
        std::pair("off", false)}) {
    const Variable reflection("ROLLCALL_REFLECTION", value);
    const auto flags = Parse({});
    ASSERT_TRUE(flags.ok()) << flags.status();
    EXPECT_EQ(flags->server.reflection, on) << value;
  }
  const Variable reflection("ROLLCALL_REFLECTION", "perhaps");
  ExpectInvalid(Parse({}).status(), "");
}

TEST(ServiceFlags, DoNotEchoADatabaseUrl) {
  for (const char* url :
       {"postgresql://ada:hunter2@[::1/rollcall",
        "host=db password=hunter2 nonsense=1", "password='hunter2"}) {
    const absl::Status flag = ParseAll({"--admin-token-file=/t",
                                        absl::StrCat("--database-url=", url)})
                                  .status();
    ExpectInvalid(flag, "--database-url");
    EXPECT_THAT(flag.ToString(), Not(HasSubstr("hunter2")));
    const Variable variable("ROLLCALL_DATABASE_URL", url);
    const absl::Status fallback = ParseAll({"--admin-token-file=/t"}).status();
    ExpectInvalid(fallback, "");
    EXPECT_THAT(fallback.ToString(), Not(HasSubstr("hunter2")));
  }
}

// Somebody forgot the flag before it.
TEST(ServiceFlags, DoNotEchoAStrayDatabaseUrl) {
  const absl::Status status =
      Parse({"postgresql://ada:hunter2@db/rollcall"}).status();
  ExpectInvalid(status, "");
  EXPECT_THAT(status.ToString(), Not(HasSubstr("hunter2")));
}

TEST(ServiceFlags, TakeSeveralHostsInTheDatabaseUrl) {
  const auto flags =
      ParseAll({"--admin-token-file=/t",
                "--database-url=host=a,b port=1,2 dbname=rollcall"});
  ASSERT_TRUE(flags.ok()) << flags.status();
  EXPECT_EQ(flags->pool.database_url, "host=a,b port=1,2 dbname=rollcall");
}

TEST(MigrateFlags, NeedADatabaseOnly) {
  const char* const argv[] = {"rollcall-migrate", "--database-url", kUrl};
  const auto pool = ParseMigrateFlags(3, argv);
  ASSERT_TRUE(pool.ok()) << pool.status();
  EXPECT_EQ(pool->database_url, kUrl);
  EXPECT_EQ(pool->application_name, "rollcall-migrate");
  EXPECT_EQ(pool->size, 1);
  ExpectInvalid(ParseMigrateFlags(1, argv).status(), "--database-url");
}

TEST(RefuseToStart, TellsItsCauseByExitCodeAndLog) {
  const std::pair<ErrorReason, int> codes[] = {
      {error::v1::INVALID_FLAG, 64},
      {error::v1::DATABASE_UNAVAILABLE, 69},
      {error::v1::SCHEMA_VERSION_MISMATCH, 78},
      {error::v1::TOKEN_FILE_UNUSABLE, 78},
      {error::v1::TICKET_KEY_UNUSABLE, 78},
      {error::v1::ADDRESS_UNUSABLE, 78},
  };
  for (const auto& [reason, code] : codes) {
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(RefuseToStart(Error(reason, "Because.")), code);
    const std::string line = ::testing::internal::GetCapturedStderr();
    EXPECT_THAT(line, HasSubstr(error::v1::ErrorReason_Name(reason)));
    EXPECT_THAT(line, HasSubstr("Because."));
  }
}

TEST(ServiceFlags, AskAnotherServiceOnlyAtAPort) {
  EXPECT_EQ(Parse({})->health_check, HealthCheck::kNone);
  EXPECT_EQ(Parse({"--check-health", "serving"})->health_check,
            HealthCheck::kServing);
  EXPECT_EQ(Parse({"--check-health", "answering"})->health_check,
            HealthCheck::kAnswering);
  ExpectInvalid(Parse({"--check-health", "0"}).status(), "--check-health");
  ExpectInvalid(Parse({"--check-health", "well"}).status(), "--check-health");
  ExpectInvalid(
      Parse({"--check-health", "serving", "--listen", "127.0.0.1:0"}).status(),
      "--listen");
}

}  // namespace
}  // namespace rollcall::app
