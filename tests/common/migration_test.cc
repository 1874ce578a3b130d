#include "common/db/migration.h"

#include <algorithm>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/status/error.h"
#include "migrations_sql.h"
#include "tests/common/notes.h"

namespace rollcall::db {
namespace {

using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr Migration kMigrations[] = {
    {1, 1, "0001_first",
     "CREATE TABLE rollcall.first (id integer);"
     "INSERT INTO rollcall.first VALUES (1)"},
    {2, 2, "0002_second",
     "CREATE TABLE rollcall.second (id integer);"
     "INSERT INTO rollcall.second VALUES (2)"},
    {3, 3, "0003_third", "INSERT INTO rollcall.first VALUES (3)"},
};

absl::Span<const Migration> First(size_t count) {
  return absl::MakeConstSpan(kMigrations).first(count);
}

// What a version of schema 2 has become by two upgrades: the first adds, and
// the second removes what programs of the first do not use.
constexpr Migration kUpgrades[] = {
    kMigrations[0],
    kMigrations[1],
    {3, 2, "0003_expand", "ALTER TABLE rollcall.first ADD note text"},
    {4, 3, "0004_contract", "DROP TABLE rollcall.second"},
};

absl::Span<const Migration> Upgraded(size_t count) {
  return absl::MakeConstSpan(kUpgrades).first(count);
}

// A program of the schema of `migrations` that is connected to the database of
// `notes`, until the end.
class Program {
 public:
  Program(Notes& notes, absl::Span<const Migration> migrations)
      : notes_(notes), pool_(OptionsOf(notes, migrations)) {
    EXPECT_TRUE(Transact(pool_, NoHurry(), [this](Transaction& tx) {
                  absl::StatusOr<int64_t> backend = GetBackend(tx);
                  if (backend.ok()) backend_ = *backend;
                  return backend;
                }).ok());
  }
  ~Program() { notes_.Terminate(backend_); }

 private:
  static PoolOptions OptionsOf(const Notes& notes,
                               absl::Span<const Migration> migrations) {
    PoolOptions options = notes.options();
    options.application_name = ApplicationName("rollcall-checkin", migrations);
    return options;
  }

  const Notes& notes_;
  Pool pool_;
  int64_t backend_ = 0;
};

// A transaction that has read rollcall.first and does not end.
class OpenReader {
 public:
  explicit OpenReader(const Notes& notes)
      : connection_(notes.options().database_url), tx_(connection_) {
    tx_.exec("SELECT count(*) FROM rollcall.first");
  }

 private:
  pqxx::connection connection_;
  pqxx::work tx_;
};

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
      {2, 2, "0002_broken",
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
  const Migration broken[] = {{1, 1, "0001_broken", "SELECT 1 / 0"}};
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

TEST(Migrate, LeavesADatabaseThatIsAheadAndWillDo) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), Upgraded(3), NoHurry()).ok());
  EXPECT_TRUE(Migrate(notes.pool(), Upgraded(2), NoHurry()).ok());
  EXPECT_EQ(AppliedCount(notes), 3);
  ExpectMismatch(Migrate(notes.pool(), Upgraded(1), NoHurry()), "3", "1");
}

TEST(Migrate, GoesNoFurtherThanTheProgramsThatRun) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), Upgraded(2), NoHurry()).ok());
  {
    const Program old(notes, Upgraded(2));
    // The two upgrades at once: the old program would miss a table.
    ExpectMismatch(Migrate(notes.pool(), Upgraded(4), NoHurry()), "2", "3");
    EXPECT_EQ(AppliedCount(notes), 2);
    ASSERT_TRUE(Migrate(notes.pool(), Upgraded(3), NoHurry()).ok());
    ExpectMismatch(Migrate(notes.pool(), Upgraded(4), NoHurry()), "2", "3");
  }
  const Program next(notes, Upgraded(3));
  Notes elsewhere;
  const Program of_another_database(elsewhere, Upgraded(2));
  ASSERT_TRUE(Migrate(notes.pool(), Upgraded(4), NoHurry()).ok());
  EXPECT_EQ(AppliedCount(notes), 4);
}

TEST(Migrate, TakesTwoUpgradesAtOnceWhereNothingRuns) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), Upgraded(2), NoHurry()).ok());
  EXPECT_TRUE(Migrate(notes.pool(), Upgraded(4), NoHurry()).ok());
  EXPECT_EQ(AppliedCount(notes), 4);
}

TEST(Migrate, TakesOverAJournalOfAnEarlierVersion) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), Upgraded(2), NoHurry()).ok());
  notes.Execute(
      "ALTER TABLE rollcall.schema_migration DROP COLUMN oldest_program");
  EXPECT_TRUE(CheckSchema(notes.pool(), Upgraded(2), NoHurry()).ok());
  // Nothing is known of what older programs do.
  ExpectMismatch(CheckSchema(notes.pool(), Upgraded(1), NoHurry()), "2", "1");
  ASSERT_TRUE(Migrate(notes.pool(), Upgraded(3), NoHurry()).ok());
  EXPECT_TRUE(CheckSchema(notes.pool(), Upgraded(2), NoHurry()).ok());
  ExpectMismatch(CheckSchema(notes.pool(), Upgraded(1), NoHurry()), "3", "1");
}

// Whoever reads a table that a migration waits for waits behind it.
TEST(Migrate, KeepsNobodyWaitingWhileItWaitsForALock) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), Upgraded(2), NoHurry()).ok());
  auto reader = std::make_optional<OpenReader>(notes);
  absl::Status status;
  std::thread migration(
      [&] { status = Migrate(notes.pool(), Upgraded(3), NoHurry()); });

  const std::string is_waiting =
      "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = "
      "'rollcall.first'::regclass";
  absl::Duration longest;
  int attempts = 0;
  bool waits = false;
  while (attempts < 3) {
    const bool waited = std::exchange(waits, notes.Ask(is_waiting) > 0);
    attempts += waits && !waited ? 1 : 0;
    const absl::Time begin = absl::Now();
    notes.Execute(
        "SET lock_timeout = '20s'; SELECT count(*) FROM rollcall.first");
    longest = std::max(longest, absl::Now() - begin);
  }
  EXPECT_LT(longest, kLockTimeout + absl::Seconds(2));
  EXPECT_EQ(AppliedCount(notes), 2);
  reader.reset();
  migration.join();
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(AppliedCount(notes), 3);
}

TEST(Migrate, GivesUpOnALockInTime) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), Upgraded(2), NoHurry()).ok());
  const OpenReader reader(notes);
  const absl::Status status =
      Migrate(notes.pool(), Upgraded(3), absl::Now() + absl::Milliseconds(500));
  EXPECT_EQ(ReasonOf(status), error::v1::DEADLINE_TOO_SHORT) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("0003_expand"));
  EXPECT_EQ(AppliedCount(notes), 2);
}

TEST(Migrate, RefusesOneThatWasChanged) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), First(2), NoHurry()).ok());
  const Migration changed[] = {
      {1, 1, "0001_first", "CREATE TABLE rollcall.first (id bigint)"},
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
  const auto status = CheckSchema(notes.pool(), kMigrations, NoHurry());
  ExpectMismatch(status, "2", "3");
  EXPECT_FALSE(IsOutgrown(status));
}

TEST(CheckSchema, RefusesADatabaseThatIsAhead) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), kMigrations, NoHurry()).ok());
  const auto status = CheckSchema(notes.pool(), First(1), NoHurry());
  ExpectMismatch(status, "3", "1");
  EXPECT_TRUE(IsOutgrown(status));
}

TEST(CheckSchema, TakesALaterOneThatSaysSo) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), Upgraded(3), NoHurry()).ok());
  EXPECT_TRUE(CheckSchema(notes.pool(), Upgraded(2), NoHurry()).ok());
  ExpectMismatch(CheckSchema(notes.pool(), Upgraded(1), NoHurry()), "3", "1");
}

// 0004 says nothing against a program that 0003 refused.
TEST(CheckSchema, RefusesWhatAnyLaterMigrationRefuses) {
  Notes notes;
  const Migration migrations[] = {
      kMigrations[0],
      kMigrations[1],
      kMigrations[2],
      {4, 1, "0004_later", "ALTER TABLE rollcall.first ADD note text"}};
  ASSERT_TRUE(Migrate(notes.pool(), migrations, NoHurry()).ok());
  EXPECT_TRUE(CheckSchema(notes.pool(), First(3), NoHurry()).ok());
  const absl::Status status = CheckSchema(notes.pool(), First(2), NoHurry());
  ExpectMismatch(status, "4", "2");
  EXPECT_THAT(std::string(status.message()), HasSubstr("0003_third"));
}

TEST(CheckSchema, RefusesADatabaseMadeFromOtherTexts) {
  Notes notes;
  ASSERT_TRUE(Migrate(notes.pool(), First(1), NoHurry()).ok());
  const Migration changed[] = {{1, 1, "0001_first", "SELECT 1"}};
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

TEST(Migrations, NameAnOldestProgram) {
  for (const Migration& migration : migrations::kAll) {
    EXPECT_GE(migration.oldest_program, std::min(migration.version, 12))
        << migration.name;
    EXPECT_LE(migration.oldest_program, migration.version) << migration.name;
  }
}

}  // namespace
}  // namespace rollcall::db
