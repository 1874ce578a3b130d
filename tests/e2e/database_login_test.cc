#include <pqxx/pqxx>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"

#include "tests/harness/calls.h"
#include "tests/harness/certificates.h"
#include "tests/harness/forum.h"
#include "tests/harness/health.h"
#include "tests/harness/postgres.h"
#include "tests/harness/program.h"

namespace rollcall {
namespace {

using testing::Authority;
using testing::ChannelTo;
using testing::Finished;
using testing::LinesOf;
using testing::RunProgram;
using testing::ServiceProcess;

constexpr char kPassword[] = "a-password-of-the-test";
// EX_UNAVAILABLE: what a service ends with that cannot reach its database.
constexpr int kUnavailable = 69;

// The logins as docs/operations.md makes them, on a server that takes nobody
// without TLS and a password by SCRAM.
class DatabaseLoginTest : public ::testing::Test {
 protected:
  DatabaseLoginTest()
      : host_(absl::StrReplaceAll(testing::OwnAddress(), {{":0", ""}})),
        server_(absl::StrCat("--fast --listen ", host_)) {
    Execute("SET password_encryption = 'scram-sha-256'");
    Login("registration_service", "rollcall_registration, rollcall_access");
    Login("checkin_service", "rollcall_checkin, rollcall_access");
    Login("reporting_service",
          "rollcall_reporting, rollcall_reporting_writer, rollcall_access");
    const testing::KeyPair pair = authority_.Issue("postgres", host_);
    Install("server.crt", pair.certificate);
    Install("server.key", pair.key);
    testing::WriteFile(ca_, authority_.certificate());
    testing::WriteFile(other_ca_, Authority().certificate());
    Execute(absl::StrCat(
        "COPY (VALUES ('local all postgres trust'), "
        "('hostssl all all ",
        "127.0.0.0/8 scram-sha-256')) TO '", data_, "/pg_hba.conf'"));
    Execute("ALTER SYSTEM SET ssl = on");
    Execute("SELECT pg_reload_conf()");
    // The postmaster reads it when it comes to that.
    while (!Connects(UrlOf("checkin_service"))) {
    }
  }

  void Execute(const std::string& statement) {
    pqxx::connection connection(server_.url());
    pqxx::nontransaction(connection).exec(statement);
  }

  void Login(const std::string& name, const std::string& roles) {
    Execute(
        absl::StrCat("SET password_encryption = 'scram-sha-256'; "
                     "CREATE ROLE ",
                     name, " LOGIN PASSWORD '", kPassword, "'; GRANT ", roles,
                     " TO ", name));
    for (const char* bound :
         {"statement_timeout = '30s'", "lock_timeout = '15s'",
          "idle_in_transaction_session_timeout = '30s'"}) {
      Execute(absl::StrCat("ALTER ROLE ", name, " SET ", bound));
    }
  }

  // Writes a file into the folder of the server's data, as the server.
  void Install(const std::string& name, const std::string& content) {
    Execute(
        absl::StrCat("COPY (SELECT '", absl::Base64Escape(content),
                     "') TO PROGRAM 'base64 -d | install -m 600 /dev/stdin ",
                     data_, "/", name, "'"));
  }

  std::string UrlOf(const std::string& login,
                    const std::string& password = kPassword,
                    const std::string& mode = "verify-full",
                    const std::string& ca = "") const {
    return absl::StrCat("postgresql://", login, ":", password, "@", host_,
                        ":5432/rollcall?sslmode=", mode,
                        "&sslrootcert=", ca.empty() ? ca_ : ca);
  }

  static bool Connects(const std::string& url) {
    try {
      LinesOf(url, "SELECT 1");
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  // Whether `statement` is refused to `login` for want of a privilege.
  bool IsDenied(const std::string& login, const std::string& statement) const {
    try {
      LinesOf(UrlOf(login), statement);
      return false;
    } catch (const pqxx::insufficient_privilege&) {
      return true;
    }
  }

  const std::string host_;
  const testing::Postgres server_;
  const testing::ScratchFolder folder_;
  const std::string ca_ = folder_.File("ca.pem");
  const std::string other_ca_ = folder_.File("other-ca.pem");
  const Authority authority_;
  const std::string data_ = std::string(absl::StripTrailingAsciiWhitespace(
      LinesOf(server_.url(), "SHOW data_directory")));
};

TEST_F(DatabaseLoginTest, IsAllThatAServiceNeeds) {
  const ServiceProcess registration("registration",
                                    UrlOf("registration_service"));
  const ServiceProcess checkin("checkin", UrlOf("checkin_service"));
  const ServiceProcess reporting("reporting", UrlOf("reporting_service"));
  testing::Forum forum(ChannelTo(registration.address()));
  const std::string person = forum.Register(type::v1::MODE_IN_PERSON);
  const Finished report =
      RunProgram("rollcall", {"report", forum.name()},
                 {{"ROLLCALL_REGISTRATION_ADDRESS", registration.address()},
                  {"ROLLCALL_CHECKIN_ADDRESS", checkin.address()},
                  {"ROLLCALL_REPORTING_ADDRESS", reporting.address()},
                  {"ROLLCALL_TOKEN_FILE", testing::TokenFile()}});
  EXPECT_EQ(report.exit_code, 0) << report.error;
  EXPECT_EQ(testing::HealthOf(ChannelTo(checkin.address()), ""),
            testing::Health::kServing);
  EXPECT_EQ(LinesOf(server_.url(),
                    "SELECT DISTINCT usename || ' ' || ssl || ' ' || "
                    "(version >= 'TLSv1.2') FROM pg_stat_ssl "
                    "JOIN pg_stat_activity USING (pid) "
                    "WHERE usename LIKE '%service' ORDER BY 1"),
            "checkin_service true true\n"
            "registration_service true true\n"
            "reporting_service true true\n");
}

TEST_F(DatabaseLoginTest, NeedsThePasswordAndTls) {
  const std::string login = "checkin_service";
  EXPECT_TRUE(Connects(UrlOf(login)));
  for (const std::string& url :
       {UrlOf(login, "wrong"), UrlOf(login, kPassword, "disable"),
        UrlOf(login, kPassword, "verify-full", other_ca_)}) {
    EXPECT_FALSE(Connects(url));
    const Finished finished = RunProgram(
        "rollcall-checkin",
        {"--listen", "127.0.0.1:0", "--admin-token-file", testing::TokenFile(),
         "--database-url", url, "--startup-timeout", "1"});
    EXPECT_EQ(finished.exit_code, kUnavailable) << finished.error;
    EXPECT_EQ(finished.error.find(kPassword), std::string::npos);
  }
}

TEST_F(DatabaseLoginTest, IsWorthNoMoreThanItsService) {
  EXPECT_EQ(LinesOf(server_.url(),
                    "SELECT count(*) FROM pg_authid WHERE rolname LIKE "
                    "'%service' AND rolpassword LIKE 'SCRAM-SHA-256$%'"),
            "3\n");
  for (const char* login :
       {"registration_service", "checkin_service", "reporting_service"}) {
    EXPECT_EQ(LinesOf(UrlOf(login),
                      "SELECT current_setting('statement_timeout') || ' ' || "
                      "current_setting('lock_timeout') || ' ' || "
                      "current_setting('idle_in_transaction_session_timeout')"),
              "30s 15s 30s\n");
  }
  for (const char* statement :
       {"SELECT count(*) FROM rollcall.person",
        "SELECT display_name FROM rollcall.api_key",
        "SET ROLE rollcall_checkin", "DELETE FROM rollcall.decision"}) {
    EXPECT_TRUE(IsDenied("reporting_service", statement)) << statement;
  }
  for (const char* statement :
       {"DELETE FROM rollcall.decision",
        "UPDATE rollcall.decision SET gate = ''",
        "DELETE FROM rollcall.presence_event",
        "SELECT key_hash, display_name FROM rollcall.api_key",
        "UPDATE rollcall.device SET token_hash = ''",
        "UPDATE rollcall.event SET time_zone = ''",
        "UPDATE rollcall.audit_entry SET actor = ''",
        "DELETE FROM rollcall.audit_batch", "SET ROLE rollcall_registration",
        "DROP TABLE rollcall.event", "CREATE TABLE rollcall.own ()"}) {
    EXPECT_TRUE(IsDenied("checkin_service", statement)) << statement;
  }
  for (const char* statement :
       {"DELETE FROM rollcall.decision", "DELETE FROM rollcall.annulment",
        "DELETE FROM rollcall.audit_entry", "TRUNCATE rollcall.audit_batch",
        "UPDATE rollcall.decision SET outcome = 'ADMITTED'",
        "DELETE FROM rollcall.event", "SET ROLE rollcall_reporting_writer"}) {
    EXPECT_TRUE(IsDenied("registration_service", statement)) << statement;
  }
}

}  // namespace
}  // namespace rollcall
