#include "tests/harness/pgbouncer.h"

#include "gtest/gtest.h"

#include "tests/fault/run.h"
#include "tests/fault/trial.h"
#include "tests/harness/postgres.h"

// PgBouncer in transaction mode between the services and the database.
namespace rollcall::testing {
namespace {

constexpr int kFewCycles = 2;

class PgBouncerTest : public ::testing::Test {
 protected:
  TrialOptions Options() const {
    TrialOptions options;
    options.database_url = postgres_.url();
    options.services_url = bouncer_.url();
    options.environment = {{"ROLLCALL_TRANSACTION_POOLING", "true"}};
    return options;
  }

  Postgres postgres_;
  PgBouncer bouncer_{postgres_.url()};
};

TEST_F(PgBouncerTest, IsKilled) {
  Trial trial("pgbouncer_killed", Options());
  for (int i = 0; i < Cycles(kFewCycles); ++i) {
    trial.Cycle([this] { bouncer_.Kill(); }, [this] { bouncer_.Restart(); });
  }
  trial.Judge();
}

TEST_F(PgBouncerTest, OutlivesTheServer) {
  Trial trial("pgbouncer_database_killed", Options());
  for (int i = 0; i < Cycles(kFewCycles); ++i) {
    trial.Cycle([this] { postgres_.Kill(); }, [this] { postgres_.Restart(); });
  }
  trial.Judge();
}

}  // namespace
}  // namespace rollcall::testing
