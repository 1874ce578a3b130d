#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

#include "common/db/pool.h"
#include "common/db/transact.h"
#include "tests/fault/run.h"
#include "tests/fault/trial.h"
#include "tests/harness/await.h"
#include "tests/harness/calls.h"
#include "tests/harness/health.h"
#include "tests/harness/postgres.h"

// A database that ends, comes back late, or has no connection to give.
namespace rollcall::testing {
namespace {

// From PostgreSQL's start to the answer to a scan.
constexpr absl::Duration kTarget = absl::Seconds(5);

class DatabaseFaultTest : public ::testing::Test {
 protected:
  using Connections = std::vector<std::unique_ptr<pqxx::connection>>;

  // Takes every connection that there is, also those that others have.
  Connections TakeConnections() {
    Connections taken;
    taken.push_back(std::make_unique<pqxx::connection>(postgres_.url()));
    // Whoever lost one may be faster, but not each time.
    while (EndOthers(*taken.front()) > 0) TakeFree(taken);
    return taken;
  }

 private:
  // Returns how many connections were not ours.
  static size_t EndOthers(pqxx::connection& connection) {
    return pqxx::nontransaction(connection)
        .exec(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
            "application_name <> 'taken' AND pid <> pg_backend_pid() AND "
            "backend_type = 'client backend'")
        .size();
  }

  void TakeFree(Connections& taken) {
    try {
      while (true) {
        taken.push_back(std::make_unique<pqxx::connection>(
            postgres_.url() + "&application_name=taken"));
      }
    } catch (const pqxx::broken_connection&) {
      // There is none left.
    }
  }

 protected:
  Postgres postgres_;
};

TEST_F(DatabaseFaultTest, IsKilled) {
  Trial trial("postgresql kill -9", {postgres_.url()});
  for (int i = 0; i < Cycles(2); ++i) {
    trial.Cycle([&] { postgres_.Kill(); }, [&] { postgres_.Restart(); });
  }
  trial.Judge(kTarget);
}

TEST_F(DatabaseFaultTest, StopsAtOnce) {
  Trial trial("postgresql immediate stop", {postgres_.url()});
  for (int i = 0; i < Cycles(2); ++i) {
    trial.Cycle([&] { postgres_.StopAtOnce(); }, [&] { postgres_.Restart(); });
  }
  trial.Judge(kTarget);
}

TEST_F(DatabaseFaultTest, IsKilledTogetherWithServices) {
  Trial trial("postgresql and services kill -9", {postgres_.url()});
  for (int i = 0; i < Cycles(2); ++i) {
    trial.Cycle(
        [&] {
          postgres_.Kill();
          for (const Role role : kRoles) trial.site().At(role, i % 2).Kill();
        },
        [&] {
          postgres_.Restart();
          for (const Role role : kRoles) trial.site().Start(role, i % 2);
        });
  }
  trial.Judge(kTarget);
}

TEST_F(DatabaseFaultTest, HasNoConnectionLeft) {
  Trial trial("connections exhausted", {postgres_.url()});
  for (int i = 0; i < Cycles(2); ++i) {
    Connections taken;
    trial.Cycle(
        [&] {
          taken = TakeConnections();
          trial.diary().AwaitFailures(20);
        },
        [&] { taken.clear(); });
  }
  trial.Judge();
}

// Whoever asks about a service learns of it. It goes on where it was.
TEST_F(DatabaseFaultTest, Hangs) {
  Trial trial("postgresql hangs", {postgres_.url()});
  const auto channel = ChannelTo(trial.site().At(Role::kCheckIn, 0).address());
  for (int i = 0; i < Cycles(1); ++i) {
    trial.Cycle(
        [&] {
          postgres_.Pause();
          Await("health says SERVING",
                [&] { return HealthOf(channel, "") != Health::kServing; });
        },
        [&] { postgres_.Resume(); });
  }
  trial.Judge();
}

// Whoever waits for it does so for as long as a statement may take and a little
// more, and then asks again.
TEST_F(DatabaseFaultTest, HangsDuringAStatement) {
  db::PoolOptions options;
  options.database_url = postgres_.url();
  options.statement_timeout = absl::Milliseconds(50);
  db::Pool pool(options);
  std::thread mending([&] {
    Await("nothing is cut", [&] { return pool.tally().silent.value() > 0; });
    postgres_.Resume();
  });
  int runs = 0;
  const auto result = db::Transact(pool, absl::Now() + absl::Minutes(1),
                                   [&](db::Transaction& tx) {
                                     if (++runs == 1) postgres_.Pause();
                                     return tx.Exec({"count_runs", "SELECT 1"});
                                   });
  mending.join();
  EXPECT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(pool.tally().silent.value(), 1);
}

// A server that is well does not answer a commit until its standby has it: one
// that was cut would leave its session behind.
TEST_F(DatabaseFaultTest, IsWaitedForDuringACommit) {
  LinesOf(postgres_.url(), "CREATE TABLE note (text text)");
  const auto await_standby = [&](const std::string& name) {
    SetStandbys(postgres_.url(), name);
    // The checkpointer looks before its work.
    LinesOf(postgres_.url(), "CHECKPOINT");
  };
  await_standby("nobody");
  db::PoolOptions options;
  options.database_url = postgres_.url();
  options.statement_timeout = absl::Milliseconds(50);
  db::Pool pool(options);
  std::thread mending([&] {
    Await("no commit waits for so long", [&] {
      return LinesOf(postgres_.url(),
                     "SELECT count(*) FROM pg_stat_activity WHERE wait_event = "
                     "'SyncRep' AND clock_timestamp() - query_start > '5 s'") ==
             "1\n";
    });
    await_standby("");
  });
  const auto result = db::Transact(
      pool, absl::Now() + absl::Minutes(1), [&](db::Transaction& tx) {
        return tx.Exec({"note", "INSERT INTO note VALUES ('a')"});
      });
  mending.join();
  EXPECT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(pool.tally().silent.value(), 0);
  EXPECT_EQ(pool.tally().in_doubt.value(), 0);
  EXPECT_EQ(LinesOf(postgres_.url(), "SELECT text FROM note"), "a\n");
}

// It recovers from an archive that takes its time, and lets nobody in
// meanwhile.
TEST_F(DatabaseFaultTest, StartsSlowly) {
  pqxx::connection connection(postgres_.url());
  pqxx::nontransaction(connection)
      .exec("ALTER SYSTEM SET restore_command = 'sleep 1; false'");
  Trial trial("postgresql starts slowly", {postgres_.url()});
  for (int i = 0; i < Cycles(1); ++i) {
    trial.Cycle(
        [&] {
          LinesOf(postgres_.url(),
                  "COPY (SELECT) TO PROGRAM 'touch recovery.signal'");
          postgres_.Kill();
        },
        [&] { postgres_.Restart(); });
  }
  trial.Judge();
}

}  // namespace
}  // namespace rollcall::testing
