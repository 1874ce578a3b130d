#include "common/db/migration.h"

#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/status/error.h"
#include "migrations_sql.h"
#include "tests/common/notes.h"

namespace rollcall::db {
namespace {

using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr Migration kMigrations[] = {
    {1, "0001_first",
     "CREATE TABLE rollcall.first (id integer);"
     "INSERT INTO rollcall.first VALUES (1)"},
    {2, "0002_second",
     "CREATE TABLE rollcall.second (id integer);"
     "INSERT INTO rollcall.second VALUES (2)"},
    {3, "0003_third", "INSERT INTO rollcall.first VALUES (3)"},
};

absl::Span<const Migration> First(size_t count) {
  return absl::MakeConstSpan(kMigrations).first(count);
}

int64_t AppliedCount(const Notes& notes) {
  return notes.Ask("SELECT count(*) FROM rollcall.schema_migration");
}

void ExpectMismatch(const absl::Status& status, const std::string& found,
                    const std::string& expected) {
  EXPECT_EQ(ReasonOf(status), error::v1::SCHEMA_VERSION_MISMATCH) << status;
  EXPECT_THAT(
      MetadataOf(status),
      UnorderedElementsAre(Pair("found", found), Pair("expected", expected)));
}

TEST(Migrate, BringsAnEmptyDatabaseToTheSchemaOfThisVersion) {
  Notes notes;
  const absl::Status status =
      Migrate(notes.pool(), migrations::kAll, NoHurry());
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_TRUE(CheckSchema(notes.pool(), migrations::kAll, NoHurry()).ok());
  EXPECT_EQ(notes.Ask("SELECT count(*) FROM rollcall.registration"), 0);
}

TEST(Migrate, AppliesEachOnceInOrder) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), kMigrations, NoHurry()).ok());
  EXPECT_EQ(AppliedCount(notes), 3);
  EXPECT_EQ(notes.Ask("SELECT sum(id) FROM rollcall.first"), 4);
  EXPECT_EQ(notes.Ask("SELECT count(*) FROM rollcall.schema_migration "
                      "WHERE (version, name) IN ((1, '0001_first'), "
                      "(2, '0002_second'), (3, '0003_third'))"),
            3);
}

TEST(Migrate, ChangesNothingTheSecondTime) {
  Notes notes;
  const std::string journal =
      "SELECT hashtext(string_agg(m::text, ',' ORDER BY version)) "
      "FROM rollcall.schema_migration AS m";
  ASSERT_TRUE(Migrate(notes.pool(), kMigrations, NoHurry()).ok());
  const int64_t before = notes.Ask(journal);
  ASSERT_TRUE(Migrate(notes.pool(), kMigrations, NoHurry()).ok());
  EXPECT_EQ(notes.Ask(journal), before);
  EXPECT_EQ(notes.Ask("SELECT sum(id) FROM rollcall.first"), 4);
}

TEST(Migrate, AppliesWhatIsNew) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), First(1), NoHurry()).ok());
  ASSERT_TRUE(Migrate(notes.pool(), First(3), NoHurry()).ok());
  EXPECT_EQ(AppliedCount(notes), 3);
  EXPECT_EQ(notes.Ask("SELECT sum(id) FROM rollcall.first"), 4);
}

TEST(Migrate, AppliesEachOnceWhenManyDoItAtOnce) {
  constexpr int kThreads = 8;
  Notes notes;
  std::vector<absl::Status> statuses(kThreads);
  std::vector<std::thread> threads;
  for (absl::Status& status : statuses) {
    threads.emplace_back([&status, &notes] {
      PoolOptions options = notes.options();
      options.size = 1;
      Pool pool(options);
      status = Migrate(pool, kMigrations, NoHurry());
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const absl::Status& status : statuses) {
    EXPECT_TRUE(status.ok()) << status;
  }
  EXPECT_EQ(AppliedCount(notes), 3);
  EXPECT_EQ(notes.Ask("SELECT sum(id) FROM rollcall.first"), 4);
}

TEST(Migrate, LeavesNoHalfOfOneThatFails) {
  Notes notes;
  const Migration broken[] = {
      kMigrations[0],
      {2, "0002_broken",
       "CREATE TABLE rollcall.half (id integer); SELECT 1 / 0"},
  };
  const absl::Status status = Migrate(notes.pool(), broken, NoHurry());
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << status;
  EXPECT_EQ(AppliedCount(notes), 1);
  EXPECT_EQ(notes.Ask("SELECT count(*) FROM pg_tables "
                      "WHERE schemaname = 'rollcall' AND tablename = 'half'"),
            0);
  // Mended, it goes on from there.
  EXPECT_TRUE(Migrate(notes.pool(), kMigrations, NoHurry()).ok());
  EXPECT_EQ(AppliedCount(notes), 3);
}

TEST(Migrate, LeavesNothingWhenTheFirstOneFails) {
  Notes notes;
  const Migration broken[] = {{1, "0001_broken", "SELECT 1 / 0"}};
  EXPECT_FALSE(Migrate(notes.pool(), broken, NoHurry()).ok());
  EXPECT_EQ(notes.Ask("SELECT count(*) FROM pg_namespace "
                      "WHERE nspname = 'rollcall'"),
            0);
}

TEST(Migrate, RefusesADatabaseThatIsAhead) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), kMigrations, NoHurry()).ok());
  ExpectMismatch(Migrate(notes.pool(), First(2), NoHurry()), "3", "2");
  EXPECT_EQ(AppliedCount(notes), 3);
}

TEST(Migrate, RefusesOneThatWasChanged) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), First(2), NoHurry()).ok());
  const Migration changed[] = {
      {1, "0001_first", "CREATE TABLE rollcall.first (id bigint)"},
      kMigrations[1],
      kMigrations[2],
  };
  const absl::Status status = Migrate(notes.pool(), changed, NoHurry());
  EXPECT_EQ(ReasonOf(status), error::v1::MIGRATION_CHANGED) << status;
  EXPECT_THAT(MetadataOf(status),
              UnorderedElementsAre(Pair("migration", "0001_first")));
  EXPECT_EQ(AppliedCount(notes), 2);
}

TEST(Migrate, IsUnavailableWithoutADatabase) {
  Notes notes;
  notes.Close();
  EXPECT_EQ(ReasonOf(Migrate(notes.pool(), kMigrations, NoHurry())),
            error::v1::DATABASE_UNAVAILABLE);
}

TEST(CheckSchema, RefusesADatabaseThatWasNeverMigrated) {
  Notes notes;
  ExpectMismatch(CheckSchema(notes.pool(), kMigrations, NoHurry()), "0", "3");
}

TEST(CheckSchema, RefusesADatabaseThatIsBehind) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), First(2), NoHurry()).ok());
  ExpectMismatch(CheckSchema(notes.pool(), kMigrations, NoHurry()), "2", "3");
}

TEST(CheckSchema, RefusesADatabaseThatIsAhead) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), kMigrations, NoHurry()).ok());
  ExpectMismatch(CheckSchema(notes.pool(), First(1), NoHurry()), "3", "1");
}

TEST(CheckSchema, RefusesADatabaseMadeFromOtherTexts) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), First(1), NoHurry()).ok());
  const Migration changed[] = {{1, "0001_first", "SELECT 1"}};
  EXPECT_EQ(ReasonOf(CheckSchema(notes.pool(), changed, NoHurry())),
            error::v1::MIGRATION_CHANGED);
}

TEST(Migrations, CountFromOneWithoutGaps) {
  int expected = 0;
  for (const Migration& migration : migrations::kAll) {
    EXPECT_EQ(migration.version, ++expected) << migration.name;
  }
  EXPECT_GE(expected, 1);
}

}  // namespace
}  // namespace rollcall::db
