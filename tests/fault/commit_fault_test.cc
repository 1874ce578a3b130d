#include <memory>
#include <pqxx/pqxx>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/fault/database_proxy.h"
#include "tests/fault/run.h"
#include "tests/fault/trial.h"
#include "tests/harness/postgres.h"

// Commits that somebody ends or cancels, whose outcome nobody is told.
namespace rollcall::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

constexpr char kTerminate[] = "pg_terminate_backend";
constexpr char kCancel[] = "pg_cancel_backend";

// Which backends are in the middle of it.
constexpr char kCommitting[] = "state = 'active' AND query ILIKE 'commit%'";
constexpr char kAwaitingStandby[] = "wait_event = 'SyncRep'";

// What the server says of whoever did not wait to the end.
constexpr char kDidNotWait[] =
    "canceling (the )?wait for synchronous replication";

// Calls `function` for backends that are in `state`, `count` times.
void Hit(const std::string& url, const std::string& function,
         const std::string& state, int count) {
  pqxx::connection connection(url);
  pqxx::nontransaction tx(connection);
  while (count > 0) {
    count -= static_cast<int>(
        tx.exec(
              absl::StrCat("SELECT ", function,
                           "(pid) FROM pg_stat_activity WHERE backend_type = "
                           "'client backend' AND pid <> pg_backend_pid() AND ",
                           state))
            .size());
  }
}

class CommitFaultTest : public ::testing::TestWithParam<const char*> {
 protected:
  Postgres postgres_;
};

TEST_P(CommitFaultTest, HitsCommits) {
  Trial trial(absl::StrCat(GetParam(), " during COMMIT"), {postgres_.url()});
  for (int i = 0; i < Cycles(3); ++i) {
    trial.Cycle([&] { Hit(postgres_.url(), GetParam(), kCommitting, 5); },
                [] {});
  }
  trial.Judge();
  // A commit that is under way is not cancelled: whoever tries has no effect.
  if (GetParam() == kTerminate) {
    EXPECT_THAT(postgres_.Log(), HasSubstr("terminating connection due to"));
  }
}

// A primary whose commits wait for a standby, behind a network.
class StandbyCommitFaultTest : public CommitFaultTest {
 protected:
  StandbyCommitFaultTest() {
    LinesOf(postgres_.url(),
            "ALTER SYSTEM SET wal_retrieve_retry_interval = 100");
    network_ = std::make_unique<DatabaseProxy>(postgres_);
    standby_ = std::make_unique<Standby>(network_->url());
    SetStandbys(postgres_.url(), "*");
  }

  std::unique_ptr<DatabaseProxy> network_;
  std::unique_ptr<Standby> standby_;
};

TEST_P(StandbyCommitFaultTest, HitsCommitsThatWaitForTheStandby) {
  Trial trial(absl::StrCat(GetParam(), " while COMMIT waits for a standby"),
              {postgres_.url()});
  for (int i = 0; i < Cycles(2); ++i) {
    trial.Cycle(
        [&] {
          network_->SetMode(Proxy::Mode::kBlackHole);
          Hit(postgres_.url(), GetParam(), kAwaitingStandby, 10);
        },
        [&] { network_->SetMode(Proxy::Mode::kPass); });
  }
  trial.Judge();
  EXPECT_THAT(postgres_.Log(), ContainsRegex(kDidNotWait));
}

// What the standby never got is there for all to see once the commit does not
// wait any more; and it is gone with the primary.
TEST_P(StandbyCommitFaultTest, AcknowledgesNothingThatTheStandbyDoesNotHave) {
  const std::string url =
      absl::StrCat("postgresql:///rollcall?user=postgres&port=5432,5432&host=",
                   postgres_.SocketFolder(), ",", standby_->SocketFolder());
  Trial trial(absl::StrCat(GetParam(), " while COMMIT waits, then promotion"),
              {standby_->url(), url});
  trial.Cycle(
      [&] {
        network_->SetMode(Proxy::Mode::kBlackHole);
        Hit(postgres_.url(), GetParam(), kAwaitingStandby, 10);
        trial.diary().AwaitFailures(50);
      },
      [&] {
        postgres_.Kill();
        LinesOf(standby_->url(),
                "ALTER SYSTEM SET synchronous_standby_names = ''");
        LinesOf(standby_->url(), "SELECT pg_promote(wait => false)");
      });
  trial.Judge();
  EXPECT_THAT(postgres_.Log(), ContainsRegex(kDidNotWait));
}

INSTANTIATE_TEST_SUITE_P(Ways, CommitFaultTest,
                         ::testing::Values(kTerminate, kCancel));
INSTANTIATE_TEST_SUITE_P(Ways, StandbyCommitFaultTest,
                         ::testing::Values(kTerminate, kCancel));

}  // namespace
}  // namespace rollcall::testing
