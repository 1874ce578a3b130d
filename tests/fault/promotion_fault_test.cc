#include <memory>
#include <pqxx/nontransaction>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "common/db/connection.h"
#include "common/db/pool.h"
#include "tests/fault/run.h"
#include "tests/fault/trial.h"
#include "tests/harness/await.h"
#include "tests/harness/postgres.h"

// A primary that dies, a standby that takes its place, and the old primary that
// comes back.
namespace rollcall::testing {
namespace {

constexpr char kEndOthers[] =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
constexpr char kCountOthers[] =
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

db::PoolOptions OptionsOf(const std::string& url) {
  db::PoolOptions options;
  options.database_url = url;
  return options;
}

// The server that a pool finds, by its folder.
std::string FolderBehind(db::Pool& pool) {
  const auto lease = pool.Acquire(absl::Now() + absl::Minutes(1));
  if (!lease.ok()) return lease.status().ToString();
  pqxx::nontransaction tx(lease->connection().pqxx());
  return tx.exec1("SHOW data_directory")[0].as<std::string>();
}

class PromotionFaultTest : public ::testing::Test {
 protected:
  // Has commits wait for the standby, as soon as it has got everything.
  void AwaitStandby() {
    AwaitReplication("state = 'streaming'");
    SetStandbys(primary_->url(), "*");
    AwaitReplication("sync_state = 'sync'");
    // Commits wait once the checkpointer knows: it looks before its work.
    LinesOf(primary_->url(), "CHECKPOINT");
  }

  // Nobody waits for a standby that is not there.
  void Promote() {
    std::swap(primary_, standby_);
    SetStandbys(primary_->url(), "");
    LinesOf(primary_->url(), "SELECT pg_promote(wait => false)");
  }

  std::string url() const {
    return absl::StrCat(
        "postgresql:///rollcall?user=postgres&target_session_attrs=read-write"
        "&port=5432,5432&host=",
        first_.SocketFolder(), ",", second_->SocketFolder());
  }

 private:
  // Waits until the standby is as `condition` says.
  void AwaitReplication(const std::string& condition) {
    Await("the standby is not as it should be", [&] {
      return LinesOf(primary_->url(),
                     "SELECT count(*) FROM pg_stat_replication WHERE " +
                         condition) == "1\n";
    });
  }

  Postgres first_;
  const std::unique_ptr<Standby> second_ = [this] {
    // What of the log is needed by whoever comes back.
    LinesOf(first_.url(), "ALTER SYSTEM SET wal_keep_size = '1GB'");
    // As docs/operations.md has it: see there for what else takes five seconds.
    LinesOf(first_.url(),
            "ALTER SYSTEM SET wal_retrieve_retry_interval = '500ms'");
    return std::make_unique<Standby>(first_);
  }();

 protected:
  PostgresServer* primary_ = &first_;
  PostgresServer* standby_ = second_.get();
};

TEST_F(PromotionFaultTest, KeepsWhatWasAcknowledged) {
  AwaitStandby();
  Trial trial("promotion of a synchronous standby", {url(), url()});
  for (int i = 0; i < Cycles(2); ++i) {
    trial.Cycle([&] { primary_->Kill(); }, [&] { Promote(); });
    standby_->Rejoin(*primary_);
    AwaitStandby();
  }
  trial.Judge(absl::Seconds(3));
}

// Its kernel acknowledges whatever it is sent, and every probe. It goes on
// later, as a primary.
TEST_F(PromotionFaultTest, LeavesAPrimaryThatHangs) {
  AwaitStandby();
  Trial trial("primary hangs, standby promoted", {standby_->url(), url()});
  for (int i = 0; i < Cycles(1); ++i) {
    trial.Cycle([&] { primary_->Pause(); }, [&] { Promote(); });
    trial.Cycle([&] { standby_->Resume(); });
    standby_->Kill();
    standby_->Rejoin(*primary_);
    AwaitStandby();
  }
  trial.Judge();
}

// It takes writes, which wait for a standby for ever, and is the first host of
// the services.
TEST_F(PromotionFaultTest, LeavesAnOldPrimaryThatNobodyHasTold) {
  AwaitStandby();
  Trial trial("old primary back as a primary", {standby_->url(), url()});
  trial.Cycle([&] { primary_->Kill(); }, [&] { Promote(); });
  const PostgresServer& old = *standby_;
  standby_->Restart();
  const std::string decisions = "SELECT count(*) FROM rollcall.decision";
  const std::string before = LinesOf(old.url(), decisions);
  for (int i = 0; i < Cycles(1); ++i) {
    // Whoever has lost a connection looks for a server.
    trial.Cycle([&] { LinesOf(primary_->url(), kEndOthers); }, [] {});
    // So does who knows nothing of what was before.
    trial.Cycle([&] { trial.site().KillAll(); },
                [&] { trial.site().StartAll(); });
  }
  trial.Judge();
  // Nobody has written to it, nor waits for a standby to see what was written.
  LinesOf(old.url(), kEndOthers);
  while (LinesOf(old.url(), kCountOthers) != "0\n") {
  }
  EXPECT_EQ(LinesOf(old.url(), decisions), before);
}

// Also those that had nothing to do when there was another primary.
TEST_F(PromotionFaultTest, TellsAllPoolsOfAProcess) {
  const db::PoolOptions options = OptionsOf(url());
  db::Pool idle(options);
  db::Pool busy(options);
  EXPECT_EQ(FolderBehind(idle), primary_->DataFolder());
  primary_->Kill();
  Promote();
  while (!busy.Acquire(absl::InfiniteFuture()).ok()) {
  }
  standby_->Restart();
  EXPECT_EQ(FolderBehind(idle), primary_->DataFolder());
  // Who knows of none looks at both.
  db::Pool other(OptionsOf(url()));
  EXPECT_EQ(FolderBehind(other), primary_->DataFolder());
}

}  // namespace
}  // namespace rollcall::testing
