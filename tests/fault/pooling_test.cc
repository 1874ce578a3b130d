#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "common/db/pool.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "tests/harness/pgbouncer.h"
#include "tests/harness/postgres.h"

// Transactions behind a PgBouncer in transaction mode.
namespace rollcall::testing {
namespace {

using db::Access;
using db::Statement;
using db::Transaction;

constexpr Statement kGetSettings = {
    "get_settings",
    "SELECT name || ' = ' || setting AS text FROM pg_settings "
    "WHERE name !~ '^ssl' UNION ALL SELECT 'current_user = ' || current_user "
    "ORDER BY 1"};
constexpr Statement kGetBackend = {"get_backend",
                                   "SELECT pg_backend_pid()::text AS text"};
constexpr Statement kWrite = {"write", "SELECT txid_current()::text AS text"};

class PoolingTest : public ::testing::Test {
 protected:
  static db::PoolOptions OptionsOf(const std::string& url) {
    db::PoolOptions options;
    options.database_url = url;
    options.size = 2;
    options.application_name = "rollcall-test";
    options.role = "rollcall_checkin";
    return options;
  }
  static db::PoolOptions Pooled(const std::string& url) {
    db::PoolOptions options = OptionsOf(url);
    options.transaction_pooling = true;
    return options;
  }

  // The rows of `statement`.
  static absl::StatusOr<std::vector<std::string>> Ask(
      db::Pool& pool, const Statement& statement,
      Access access = Access::kReadWrite) {
    return db::Transact(
        pool, absl::Now() + absl::Minutes(1),
        [&](Transaction& tx) -> absl::StatusOr<std::vector<std::string>> {
          ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(statement));
          std::vector<std::string> texts;
          for (const pqxx::row& row : rows) {
            texts.push_back(row["text"].as<std::string>());
          }
          return texts;
        },
        access);
  }

  // Ends what PgBouncer has open on `server`.
  static void EndSessions(const std::string& server) {
    LinesOf(server,
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity "
            "WHERE usename LIKE '%service'");
  }

  const Postgres primary_;
};

TEST_F(PoolingTest, HasTheSettingsOfADirectConnection) {
  const PgBouncer bouncer(primary_.url());
  db::Pool pooled(Pooled(bouncer.UrlOf("checkin")));
  db::Pool direct(OptionsOf(absl::StrReplaceAll(
      primary_.url(), {{"user=postgres", "user=checkin_service"}})));
  for (const Access access :
       {Access::kReadWrite, Access::kReadWriteSnapshot, Access::kSnapshot}) {
    const auto expected = Ask(direct, kGetSettings, access);
    const auto settings = Ask(pooled, kGetSettings, access);
    ASSERT_TRUE(settings.ok()) << settings.status();
    EXPECT_EQ(*settings, expected.value());
    for (const char* setting :
         {"current_user = rollcall_checkin", "enable_seqscan = off",
          "plan_cache_mode = force_generic_plan",
          "statement_timeout = 30000"}) {
      EXPECT_EQ(std::count(settings->begin(), settings->end(), setting), 1)
          << setting;
    }
  }
}

TEST_F(PoolingTest, LeavesNothingInASession) {
  const PgBouncer bouncer(primary_.url(), "default_pool_size = 1\n");
  db::Pool pool(Pooled(bouncer.UrlOf("checkin")));
  const std::string backend = Ask(pool, kGetBackend).value().front();
  EXPECT_EQ(LinesOf(bouncer.UrlOf("checkin"),
                    "SELECT pg_backend_pid() || ' ' || current_user || ' ' || "
                    "current_setting('statement_timeout')"),
            absl::StrCat(backend, " checkin_service 0\n"));
}

TEST_F(PoolingTest, FollowsAServerThatChangesItsRole) {
  const Standby standby(primary_);
  PgBouncer bouncer(primary_.url());
  db::Pool pool(Pooled(bouncer.UrlOf("checkin")));
  ASSERT_TRUE(Ask(pool, kWrite).ok());
  bouncer.PointTo(standby.url());
  EndSessions(primary_.url());
  for (const Access access : {Access::kReadWrite, Access::kSnapshot}) {
    EXPECT_EQ(ReasonOf(Ask(pool, kGetBackend, access).status()),
              error::v1::DATABASE_UNAVAILABLE);
  }
  db::PoolOptions options = Pooled(bouncer.UrlOf("checkin"));
  options.read_only = true;
  db::Pool reading(options);
  EXPECT_TRUE(Ask(reading, kGetBackend, Access::kSnapshot).ok());

  bouncer.PointTo(primary_.url());
  EndSessions(standby.url());
  EXPECT_TRUE(Ask(pool, kWrite).ok());
}

TEST_F(PoolingTest, FindsTheServerThatTakesWrites) {
  // Its logins are copied with the rest.
  PgBouncer second(primary_.url());
  const Standby standby(primary_);
  PgBouncer first(standby.url());
  db::Pool pool(Pooled(absl::StrReplaceAll(
      first.UrlOf("checkin"),
      {{first.host(), absl::StrCat(first.host(), ",", second.host())}})));
  ASSERT_TRUE(Ask(pool, kWrite).ok());
  // The two change places.
  first.PointTo(primary_.url());
  second.PointTo(standby.url());
  EndSessions(primary_.url());
  EndSessions(standby.url());
  EXPECT_TRUE(Ask(pool, kWrite).ok());
}

}  // namespace
}  // namespace rollcall::testing
