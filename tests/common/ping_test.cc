#include "common/db/ping.h"

#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "common/status/error.h"
#include "tests/common/notes.h"

namespace rollcall::db {
namespace {

TEST(Ping, IsOkWhenTheDatabaseAnswers) {
  Pool pool(testing::TestPoolOptions());
  EXPECT_TRUE(Ping(pool, NoHurry()).ok());
}

TEST(Ping, SurvivesAConnectionThatDied) {
  Notes notes([](PoolOptions& options) { options.size = 1; });
  const auto backend = ReadSnapshot(notes.pool(), NoHurry(), GetBackend);
  notes.Terminate(backend.value());
  EXPECT_TRUE(Ping(notes.pool(), NoHurry()).ok());
}

TEST(Ping, FailsWithoutADatabase) {
  Notes notes;
  notes.Close();
  EXPECT_EQ(ReasonOf(Ping(notes.pool(), NoHurry())),
            error::v1::DATABASE_UNAVAILABLE);
}

TEST(AwaitDatabase, ReturnsAtOnceWhenTheDatabaseAnswers) {
  Pool pool(testing::TestPoolOptions());
  EXPECT_TRUE(AwaitDatabase(pool, NoHurry()).ok());
}

TEST(AwaitDatabase, ReturnsTheLastFailureAtTheDeadline) {
  Notes notes;
  notes.Close();
  EXPECT_EQ(ReasonOf(AwaitDatabase(notes.pool(),
                                   absl::Now() + absl::Milliseconds(300))),
            error::v1::DATABASE_UNAVAILABLE);
}

}  // namespace
}  // namespace rollcall::db
