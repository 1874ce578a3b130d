#include "common/db/pool.h"

#include <libpq-fe.h>
#include <map>
#include <memory>
#include <pqxx/nontransaction>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/db/connection.h"
#include "common/status/error.h"
#include "tests/common/notes.h"
#include "tests/harness/metrics.h"

namespace rollcall::db {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::Duration kShort = absl::Milliseconds(20);

PoolOptions OptionsOf(const std::string& url) {
  PoolOptions options;
  options.database_url = url;
  options.application_name = "rollcall-test";
  return options;
}

// What libpq makes of a connection string.
std::map<std::string, std::string> KeywordsOf(const std::string& text) {
  std::map<std::string, std::string> keywords;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
      PQconninfoParse(text.c_str(), nullptr), &PQconninfoFree);
  EXPECT_NE(parsed, nullptr);
  for (auto* option = parsed.get(); option && option->keyword; ++option) {
    if (option->val != nullptr) keywords[option->keyword] = option->val;
  }
  return keywords;
}

std::string Shown(Pool& pool, const char* setting) {
  const Lease lease = pool.Acquire(NoHurry()).value();
  pqxx::nontransaction tx(lease.connection().pqxx());
  return tx.exec1(std::string("SHOW ") + setting)[0].as<std::string>();
}

PoolOptions TestOptionsOfSize(int size) {
  PoolOptions options = testing::TestPoolOptions();
  options.size = size;
  return options;
}

TEST(Pool, MakesAtMostItsSizeOfConnections) {
  Pool pool(TestOptionsOfSize(2));
  const auto first = pool.Acquire(NoHurry());
  const auto second = pool.Acquire(NoHurry());
  ASSERT_TRUE(first.ok() && second.ok());
  const auto third = pool.Acquire(absl::Now() + kShort);
  EXPECT_EQ(ReasonOf(third.status()), error::v1::DATABASE_UNAVAILABLE);
}

TEST(Pool, FailsAtTheDeadlineNotBefore) {
  Pool pool(TestOptionsOfSize(1));
  const auto held = pool.Acquire(NoHurry());
  ASSERT_TRUE(held.ok());
  const absl::Time deadline = absl::Now() + kShort;
  EXPECT_FALSE(pool.Acquire(deadline).ok());
  EXPECT_GE(absl::Now(), deadline);
}

TEST(Pool, HandsOnWhatIsReleased) {
  Pool pool(TestOptionsOfSize(1));
  auto held = std::make_unique<Lease>(pool.Acquire(NoHurry()).value());
  Connection* const connection = &held->connection();
  Connection* next = nullptr;
  std::thread waiting([&] {
    const auto lease = pool.Acquire(NoHurry());
    if (lease.ok()) next = &lease->connection();
  });
  held.reset();
  waiting.join();
  EXPECT_EQ(next, connection);
}

TEST(Pool, GivesEachLeaseAnIndexOfItsOwn) {
  constexpr int kSize = 4;
  Pool pool(TestOptionsOfSize(kSize));
  for (int round = 0; round < 3; ++round) {
    std::vector<Lease> leases;
    std::set<int> indexes;
    for (int i = 0; i < kSize; ++i) {
      leases.push_back(pool.Acquire(NoHurry()).value());
      indexes.insert(leases.back().index());
    }
    EXPECT_EQ(indexes, (std::set<int>{0, 1, 2, 3}));
  }
}

TEST(Pool, MakesANewConnectionForADiscardedOne) {
  const Notes notes([](PoolOptions& options) { options.size = 1; });
  Pool pool(notes.options());
  int first = 0;
  {
    Lease lease = pool.Acquire(NoHurry()).value();
    first = lease.connection().pqxx().backendpid();
    lease.Discard();
  }
  const Lease lease = pool.Acquire(NoHurry()).value();
  EXPECT_NE(lease.connection().pqxx().backendpid(), first);
}

TEST(Pool, ClosesIdleConnections) {
  Pool pool(TestOptionsOfSize(2));
  int idle = 0;
  int used = 0;
  {
    const Lease first = pool.Acquire(NoHurry()).value();
    used = first.connection().pqxx().backendpid();
    {
      const Lease second = pool.Acquire(NoHurry()).value();
      idle = second.connection().pqxx().backendpid();
    }
    pool.DropIdle();
  }
  const Lease first = pool.Acquire(NoHurry()).value();
  const Lease second = pool.Acquire(NoHurry()).value();
  EXPECT_EQ(first.connection().pqxx().backendpid(), used);
  EXPECT_NE(second.connection().pqxx().backendpid(), idle);
}

TEST(Pool, SurvivesAnUnreachableServer) {
  for (const char* url :
       {"host=/nonexistent password=hunter2",
        "postgresql://ada:hunter2@/rollcall?host=/nonexistent",
        "host=nowhere.invalid password=hunter2"}) {
    Pool pool(OptionsOf(url));
    // More often than it has places.
    for (int i = 0; i < 10; ++i) {
      const absl::Status status = pool.Acquire(NoHurry()).status();
      EXPECT_EQ(ReasonOf(status), error::v1::DATABASE_UNAVAILABLE);
      EXPECT_THAT(status.ToString(), Not(HasSubstr("hunter2")));
      EXPECT_THAT(status.ToString(), Not(HasSubstr("nonexistent")));
    }
  }
}

TEST(Pool, IsUnavailableWhenTheDatabaseTakesNoConnections) {
  const Notes notes;
  notes.Close();
  Pool pool(notes.options());
  EXPECT_EQ(ReasonOf(pool.Acquire(NoHurry()).status()),
            error::v1::DATABASE_UNAVAILABLE);
}

TEST(Pool, NeedsAServerThatTakesWrites) {
  const Notes notes;
  notes.Configure("default_transaction_read_only", "on");
  Pool writing(notes.options());
  EXPECT_EQ(ReasonOf(writing.Acquire(NoHurry()).status()),
            error::v1::DATABASE_UNAVAILABLE);
  PoolOptions options = notes.options();
  options.read_only = true;
  Pool reading(options);
  EXPECT_TRUE(reading.Acquire(NoHurry()).ok());
}

TEST(Pool, TellsHowItIsUsed) {
  Pool pool(TestOptionsOfSize(2));
  const auto told = [&pool](const std::string& name) {
    return testing::SamplesOf(
               [&](metrics::Page& page) { pool.AddMetrics("own", page); })
        .at("rollcall_pool_" + name + "{pool=\"own\"}");
  };
  {
    const auto first = pool.Acquire(NoHurry());
    const auto second = pool.Acquire(NoHurry());
    EXPECT_EQ(told("connections_in_use"), 2);
    EXPECT_FALSE(pool.Acquire(absl::Now() + kShort).ok());
  }
  EXPECT_EQ(told("connections_in_use"), 0);
  EXPECT_EQ(told("connections_max"), 2);
  EXPECT_EQ(told("connections_opened_total"), 2);
  EXPECT_EQ(told("exhausted_total"), 1);
  EXPECT_EQ(told("wait_seconds_count"), 2);
  EXPECT_EQ(told("connections_failed_total"), 0);
}

TEST(Pool, SetsUpItsSessions) {
  PoolOptions options = testing::TestPoolOptions();
  options.application_name = "it's a \\ \"test\"";
  options.statement_timeout = absl::Seconds(7);
  Pool pool(options);
  EXPECT_EQ(Shown(pool, "application_name"), "it's a \\ \"test\"");
  EXPECT_EQ(Shown(pool, "client_encoding"), "UTF8");
  EXPECT_EQ(Shown(pool, "TimeZone"), "UTC");
  EXPECT_EQ(Shown(pool, "statement_timeout"), "7s");
  EXPECT_EQ(Shown(pool, "lock_timeout"), "3500ms");
  EXPECT_EQ(Shown(pool, "idle_in_transaction_session_timeout"), "7s");
}

TEST(ConnectionString, KeepsSpecialCharacters) {
  const std::string password = "p'a\\s s\"w=o%r@d/:&?#é";
  auto keywords = KeywordsOf(
      ConnectionString(OptionsOf("host='/a b' user='o\\'x' dbname=rollcall "
                                 "password='p\\'a\\\\s s\"w=o%r@d/:&?#é'")));
  EXPECT_EQ(keywords["host"], "/a b");
  EXPECT_EQ(keywords["user"], "o'x");
  EXPECT_EQ(keywords["dbname"], "rollcall");
  EXPECT_EQ(keywords["password"], password);

  keywords = KeywordsOf(ConnectionString(
      OptionsOf("postgresql://o%27x:p%27a%5Cs%20s%22w%3Do%25r%40d%2F%3A%26%3F"
                "%23%C3%A9@%2Fa%20b/rollcall")));
  EXPECT_EQ(keywords["host"], "/a b");
  EXPECT_EQ(keywords["user"], "o'x");
  EXPECT_EQ(keywords["dbname"], "rollcall");
  EXPECT_EQ(keywords["password"], password);
}

TEST(ConnectionString, TakesSeveralHosts) {
  auto keywords =
      KeywordsOf(ConnectionString(OptionsOf("postgresql://a:1,b:2/rollcall")));
  EXPECT_EQ(keywords["host"], "a,b");
  EXPECT_EQ(keywords["port"], "1,2");
}

TEST(HostCount, CountsHosts) {
  EXPECT_EQ(HostCount(OptionsOf("postgresql:///rollcall")), 1);
  EXPECT_EQ(HostCount(OptionsOf("host=a port=1 dbname=d")), 1);
  EXPECT_EQ(HostCount(OptionsOf("postgresql://a:1,b:2/rollcall")), 2);
  EXPECT_EQ(HostCount(OptionsOf("hostaddr=127.0.0.1,127.0.0.2,127.0.0.3")), 3);
}

TEST(ConnectionString, BeginsWithAnyOfSeveralHosts) {
  const PoolOptions options = OptionsOf("host=a,b,c port=1,2,3 dbname=d");
  auto keywords = KeywordsOf(ConnectionString(options, 2));
  EXPECT_EQ(keywords["host"], "c,a,b");
  EXPECT_EQ(keywords["port"], "3,1,2");
  keywords = KeywordsOf(ConnectionString(options, 4));
  EXPECT_EQ(keywords["host"], "b,c,a");
  keywords = KeywordsOf(ConnectionString(OptionsOf("host=a,b port=1"), 1));
  EXPECT_EQ(keywords["host"], "b,a");
  EXPECT_EQ(keywords["port"], "1");
}

TEST(ConnectionString, AsksNothingOfASessionWhereTransactionsArePooled) {
  PoolOptions options = OptionsOf("host=a dbname=d");
  options.transaction_pooling = true;
  options.role = "rollcall_checkin";
  auto keywords = KeywordsOf(ConnectionString(options));
  EXPECT_EQ(keywords["options"], "");
  EXPECT_EQ(keywords["target_session_attrs"], "any");
}

TEST(ConnectionString, AsksWhetherASilentServerIsStillThere) {
  auto keywords = KeywordsOf(ConnectionString(OptionsOf("host=a dbname=d")));
  EXPECT_EQ(keywords["tcp_user_timeout"], "10000");
  EXPECT_EQ(keywords["keepalives_idle"], "5");
  EXPECT_EQ(keywords["keepalives_interval"], "5");
  EXPECT_EQ(keywords["keepalives_count"], "2");
  // Nor do we leave the server waiting.
  EXPECT_THAT(keywords["options"], HasSubstr("-c tcp_keepalives_idle=5 "));
  keywords = KeywordsOf(ConnectionString(OptionsOf("keepalives_idle=60")));
  EXPECT_EQ(keywords["keepalives_idle"], "60");
}

TEST(ConnectionString, LeavesTheLastWordToTheOperator) {
  auto keywords = KeywordsOf(ConnectionString(
      OptionsOf("application_name=mine connect_timeout=9 "
                "target_session_attrs=any options='-c statement_timeout=5'")));
  EXPECT_EQ(keywords["application_name"], "mine");
  EXPECT_EQ(keywords["connect_timeout"], "9");
  EXPECT_EQ(keywords["target_session_attrs"], "any");
  // Of two the later one wins.
  EXPECT_GT(keywords["options"].rfind("statement_timeout=5"),
            keywords["options"].find("statement_timeout=30000"));
}

TEST(StatementLimit, IsOursUnlessTheUrlHasOne) {
  PoolOptions options = OptionsOf("dbname=a options='-c work_mem=4MB'");
  EXPECT_EQ(StatementLimit(options), options.statement_timeout);
  options = OptionsOf("dbname=a options='-c statement_timeout=120000'");
  EXPECT_EQ(StatementLimit(options), absl::InfiniteDuration());
}

TEST(IsConnectionString, TakesUrisAndKeywords) {
  for (const char* text :
       {"postgresql:///rollcall?host=/run/postgresql",
        "postgres://ada:pass@db:5432/rollcall?sslmode=require",
        "host=/run/postgresql dbname=rollcall", "dbname = 'a b'"}) {
    EXPECT_TRUE(IsConnectionString(text)) << text;
  }
}

TEST(IsConnectionString, RefusesWhatLibpqRefuses) {
  for (const char* text :
       {"rollcall", "host=a nonsense=b", "postgresql://[::1", "dbname='open",
        "mysql://a/b", "postgresql:///a?nonsense=b", "postgresql://%zz/a"}) {
    EXPECT_FALSE(IsConnectionString(text)) << text;
  }
}

}  // namespace
}  // namespace rollcall::db
