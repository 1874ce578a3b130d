#include "common/db/transact.h"

#include <latch>
#include <mutex>
#include <pqxx/except>
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

namespace rollcall::db {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr Statement kCountNotes = {"count_notes",
                                   "SELECT count(*) AS total FROM note"};
constexpr Statement kExtendNote = {
    "extend_note",
    "UPDATE note SET text = text || '+' WHERE id = $1 RETURNING id"};
constexpr Statement kMakeReadOnly = {"make_read_only",
                                     "SET TRANSACTION READ ONLY"};
constexpr Statement kSleep = {"sleep", "SELECT pg_sleep(3600)"};
constexpr char kSerializationFailure[] =
    "DO $$ BEGIN RAISE serialization_failure; END $$";

absl::StatusOr<int64_t> CountNotes(Transaction& tx) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(kCountNotes));
  return IntOf(rows.front(), "total");
}

// A fault of ours: what it says is for the log alone.
void ExpectInternal(const absl::Status& status) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << status;
  EXPECT_EQ(ReasonOf(status), error::v1::ERROR_REASON_UNSPECIFIED) << status;
  EXPECT_THAT(MetadataOf(status), IsEmpty());
}

TEST(Transact, CommitsWhatTheBodyDidAndReturnsItsResult) {
  Notes notes;
  const auto id = Transact(notes.pool(), NoHurry(),
                           [](Transaction& tx) { return InsertNote(tx, 7); });
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(*id, 7);
  EXPECT_EQ(notes.Count(), 1);
}

TEST(Transact, RollsBackWhenTheBodyReturnsAnError) {
  Notes notes;
  int runs = 0;
  const auto id = Transact(
      notes.pool(), NoHurry(), [&](Transaction& tx) -> absl::StatusOr<int64_t> {
        ++runs;
        RETURN_IF_ERROR(InsertNote(tx, 7).status());
        return Error(error::v1::EVENT_NOT_FOUND, "No such event.");
      });
  EXPECT_EQ(ReasonOf(id.status()), error::v1::EVENT_NOT_FOUND);
  EXPECT_EQ(notes.Count(), 0);
  EXPECT_EQ(runs, 1);
  // Nor does the connection remember.
  EXPECT_TRUE(Transact(notes.pool(), NoHurry(), [](Transaction& tx) {
                return InsertNote(tx, 7);
              }).ok());
  EXPECT_EQ(notes.Count(), 1);
}

TEST(Transact, RunsAScriptOfSeveralStatements) {
  Notes notes;
  const auto count = Transact(
      notes.pool(), NoHurry(), [](Transaction& tx) -> absl::StatusOr<int64_t> {
        RETURN_IF_ERROR(tx.Script("two",
                                  "INSERT INTO note VALUES (1, '$1;''');"
                                  "INSERT INTO note VALUES (2, '');"));
        return CountNotes(tx);
      });
  ASSERT_TRUE(count.ok()) << count.status();
  EXPECT_EQ(*count, 2);
}

TEST(Transact, NeverCommitsAfterAFailureThatTheBodyIgnores) {
  for (const bool pooling : {false, true}) {
    Notes notes(
        [&](PoolOptions& options) { options.transaction_pooling = pooling; });
    absl::Status failure;
    absl::Status after;
    const auto result = Transact(notes.pool(), NoHurry(), [&](Transaction& tx) {
      EXPECT_TRUE(InsertNote(tx, 1).ok());
      failure = InsertNote(tx, 1).status();
      after = InsertNote(tx, 2).status();
      return absl::StatusOr<bool>(true);
    });
    ExpectInternal(result.status());
    EXPECT_EQ(failure, result.status());
    EXPECT_EQ(after, result.status());
    EXPECT_EQ(notes.Count(), 0);
  }
}

TEST(Transact, NeverCommitsAfterAScriptThatFailed) {
  Notes notes;
  const auto result = Transact(notes.pool(), NoHurry(), [](Transaction& tx) {
    EXPECT_TRUE(InsertNote(tx, 1).ok());
    EXPECT_FALSE(tx.Script("broken", "SELECT 1; SELECT 1 / 0").ok());
    return absl::StatusOr<bool>(true);
  });
  ExpectInternal(result.status());
  EXPECT_EQ(notes.Count(), 0);
}

TEST(Transact, KeepsValuesOutOfTheStatusOfARefusedStatement) {
  constexpr Statement kInsertSecret = {
      "insert_secret",
      "INSERT INTO note (id, text) VALUES ($1, $2) RETURNING id"};
  Notes notes;
  notes.Execute(
      "ALTER TABLE note ADD CHECK (text <> 'hunter2');"
      "CREATE UNIQUE INDEX ON note (text);"
      "INSERT INTO note VALUES (1, 'ada@example.org')");
  for (const char* text : {"hunter2", "ada@example.org"}) {
    const absl::Status status =
        Transact(notes.pool(), NoHurry(), [&](Transaction& tx) {
          return tx.Exec(kInsertSecret, 2, text);
        }).status();
    ExpectInternal(status);
    EXPECT_THAT(status.ToString(), Not(HasSubstr(text)));
    // What the log needs to find the place.
    EXPECT_THAT(status.ToString(), HasSubstr("insert_secret"));
    EXPECT_THAT(status.ToString(), HasSubstr("SQLSTATE 235"));
  }
}

TEST(Transact, IsInternalWhenAResultIsNotWhatTheCodeExpects) {
  constexpr Statement kMistake = {"mistake",
                                  "SELECT NULL AS nothing, 'hunter2' AS text"};
  Notes notes;
  for (const char* column : {"nothing", "text", "missing"}) {
    const absl::Status status =
        Transact(notes.pool(), NoHurry(),
                 [&](Transaction& tx) -> absl::StatusOr<int64_t> {
                   RETURN_IF_ERROR(InsertNote(tx, 1).status());
                   ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(kMistake));
                   return IntOf(rows.front(), column);
                 })
            .status();
    ExpectInternal(status);
    EXPECT_THAT(status.ToString(), Not(HasSubstr("hunter2")));
    EXPECT_EQ(notes.Count(), 0);
  }
}

TEST(Transact, RunsAgainAfterASerializationFailure) {
  Notes notes;
  int runs = 0;
  const auto id = Transact(
      notes.pool(), NoHurry(), [&](Transaction& tx) -> absl::StatusOr<int64_t> {
        auto inserted = InsertNote(tx, 1);
        if (++runs == 1) {
          RETURN_IF_ERROR(tx.Script("fail", kSerializationFailure));
        }
        return inserted;
      });
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(notes.pool().tally().transactions.value(), 1);
  EXPECT_EQ(notes.pool().tally().repeated.value(), 1);
  EXPECT_EQ(notes.pool().tally().in_doubt.value(), 0);
  EXPECT_EQ(notes.Count(), 1);
}

TEST(Transact, RunsAgainWhenTheBodyIgnoresASerializationFailure) {
  Notes notes;
  int runs = 0;
  const auto id = Transact(notes.pool(), NoHurry(), [&](Transaction& tx) {
    if (++runs == 1) {
      EXPECT_FALSE(tx.Script("fail", kSerializationFailure).ok());
      return absl::StatusOr<int64_t>(0);
    }
    return InsertNote(tx, 1);
  });
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(*id, 1);
  EXPECT_EQ(runs, 2);
}

TEST(Transact, RunsAgainAfterADeadlock) {
  Notes notes;
  notes.Configure("deadlock_timeout", "10ms");
  notes.Execute("INSERT INTO note VALUES (1, ''), (2, '')");
  std::latch both_hold_one(2);
  const auto extend = [&](int first, int second, int& runs) {
    const auto result =
        Transact(notes.pool(), NoHurry(),
                 [&](Transaction& tx) -> absl::StatusOr<pqxx::result> {
                   RETURN_IF_ERROR(tx.Exec(kExtendNote, first).status());
                   if (++runs == 1) both_hold_one.arrive_and_wait();
                   return tx.Exec(kExtendNote, second);
                 });
    EXPECT_TRUE(result.ok()) << result.status();
  };
  int forward_runs = 0;
  int backward_runs = 0;
  std::thread forward([&] { extend(1, 2, forward_runs); });
  std::thread backward([&] { extend(2, 1, backward_runs); });
  forward.join();
  backward.join();
  EXPECT_GE(forward_runs + backward_runs, 3);
  EXPECT_EQ(notes.Ask("SELECT count(*) FROM note WHERE text = '++'"), 2);
}

TEST(Transact, GivesUpAtTheDeadlineWhenOthersKeepGettingInTheWay) {
  Notes notes;
  int runs = 0;
  const absl::Status status =
      Transact(notes.pool(), absl::Now() + absl::Milliseconds(50),
               [&](Transaction& tx) -> absl::StatusOr<bool> {
                 ++runs;
                 RETURN_IF_ERROR(tx.Script("fail", kSerializationFailure));
                 return true;
               })
          .status();
  EXPECT_EQ(ReasonOf(status), error::v1::TOO_MUCH_CONTENTION);
  EXPECT_GE(runs, 1);
}

TEST(Transact, TakesAnotherConnectionForOneThatDiedIdle) {
  constexpr int kSize = 4;
  Notes notes([](PoolOptions& options) { options.size = kSize; });
  std::vector<int64_t> backends;
  {
    // As many connections as the pool has, all of them dead afterwards.
    std::latch all_hold_one(kSize);
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (int i = 0; i < kSize; ++i) {
      threads.emplace_back([&] {
        const auto backend =
            Transact(notes.pool(), NoHurry(), [&](Transaction& tx) {
              all_hold_one.arrive_and_wait();
              return GetBackend(tx);
            });
        const std::lock_guard lock(mutex);
        backends.push_back(backend.value());
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  for (const int64_t backend : backends) notes.Terminate(backend);
  int runs = 0;
  const auto id = Transact(notes.pool(), NoHurry(), [&](Transaction& tx) {
    ++runs;
    return InsertNote(tx, 1);
  });
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(notes.Count(), 1);
}

TEST(Transact, RunsAgainWhenTheConnectionDiesInTheBody) {
  for (const bool pooling : {false, true}) {
    Notes notes(
        [&](PoolOptions& options) { options.transaction_pooling = pooling; });
    std::set<int64_t> backends;
    const auto id =
        Transact(notes.pool(), NoHurry(),
                 [&](Transaction& tx) -> absl::StatusOr<int64_t> {
                   RETURN_IF_ERROR(InsertNote(tx, 1).status());
                   ASSIGN_OR_RETURN(const int64_t backend, GetBackend(tx));
                   backends.insert(backend);
                   if (backends.size() == 1) notes.Terminate(backend);
                   return InsertNote(tx, 2);
                 });
    ASSERT_TRUE(id.ok()) << id.status();
    EXPECT_EQ(backends.size(), 2u);
    EXPECT_EQ(notes.Count(), 2);
  }
}

TEST(Transact, GivesUpOnConnectionsThatKeepDying) {
  Notes notes;
  int runs = 0;
  const auto result = Transact(
      notes.pool(), NoHurry(), [&](Transaction& tx) -> absl::StatusOr<int64_t> {
        ++runs;
        ASSIGN_OR_RETURN(const int64_t backend, GetBackend(tx));
        notes.Terminate(backend);
        return InsertNote(tx, 1);
      });
  EXPECT_EQ(ReasonOf(result.status()), error::v1::DATABASE_UNAVAILABLE);
  EXPECT_GT(runs, 1);
  EXPECT_EQ(notes.Count(), 0);
}

TEST(Transact, TakesAnotherConnectionForOneThatTakesNoWrites) {
  Notes notes;
  int runs = 0;
  const auto id = Transact(notes.pool(), NoHurry(),
                           [&](Transaction& tx) -> absl::StatusOr<int64_t> {
                             // As on a server that has become a standby: 25006.
                             if (++runs == 1) {
                               RETURN_IF_ERROR(tx.Exec(kMakeReadOnly).status());
                             }
                             return InsertNote(tx, 1);
                           });
  ASSERT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(notes.Count(), 1);
}

TEST(Transact, IsUnavailableWhereTheDatabaseTakesNoWrites) {
  for (const bool pooling : {false, true}) {
    Notes notes(
        [&](PoolOptions& options) { options.transaction_pooling = pooling; });
    notes.Configure("default_transaction_read_only", "on");
    const auto result = Transact(notes.pool(), NoHurry(), [](Transaction& tx) {
      return InsertNote(tx, 1);
    });
    EXPECT_EQ(ReasonOf(result.status()), error::v1::DATABASE_UNAVAILABLE);
  }
}

TEST(Transact, IsUnavailableWhereItMayNotActInItsRole) {
  for (const bool pooling : {false, true}) {
    Notes notes([&](PoolOptions& options) {
      options.transaction_pooling = pooling;
      options.role = "rollcall_that_is_not_there";
    });
    const auto result = Transact(notes.pool(), NoHurry(), [](Transaction& tx) {
      return InsertNote(tx, 1);
    });
    EXPECT_EQ(ReasonOf(result.status()), error::v1::DATABASE_UNAVAILABLE);
  }
}

TEST(Transact, IsUnavailableWhenEveryConnectionIsInUse) {
  Notes notes([](PoolOptions& options) { options.size = 1; });
  const auto held = notes.pool().Acquire(NoHurry());
  ASSERT_TRUE(held.ok());
  const auto result =
      Transact(notes.pool(), absl::Now() + absl::Milliseconds(20),
               [](Transaction& tx) { return InsertNote(tx, 1); });
  EXPECT_EQ(ReasonOf(result.status()), error::v1::DATABASE_UNAVAILABLE);
}

// As where somebody has cancelled its rollback.
TEST(Transact, LeavesASessionWhoseTransactionHasFailed) {
  Notes notes([](PoolOptions& options) { options.size = 1; });
  {
    const auto lease = notes.pool().Acquire(NoHurry());
    ASSERT_TRUE(lease.ok());
    pqxx::nontransaction session(lease->connection().pqxx());
    session.exec("BEGIN");
    EXPECT_THROW(session.exec("SELECT 1 / 0"), pqxx::sql_error);
  }
  const auto id = Transact(notes.pool(), NoHurry(),
                           [](Transaction& tx) { return InsertNote(tx, 1); });
  EXPECT_TRUE(id.ok()) << id.status();
  EXPECT_EQ(notes.Count(), 1);
}

TEST(Transact, EndsAStatementThatRunsTooLong) {
  Notes notes([](PoolOptions& options) {
    options.statement_timeout = absl::Milliseconds(50);
  });
  int runs = 0;
  const auto result = Transact(notes.pool(), NoHurry(), [&](Transaction& tx) {
    ++runs;
    return tx.Exec(kSleep);
  });
  EXPECT_EQ(ReasonOf(result.status()), error::v1::DEADLINE_TOO_SHORT);
  EXPECT_EQ(runs, 1);
}

TEST(Transact, WaitsForALockAnewUntilTheDeadline) {
  Notes notes;
  notes.Execute("INSERT INTO note VALUES (1, '')");
  PoolOptions options = notes.options();
  options.statement_timeout = absl::Milliseconds(200);
  Pool impatient(options);
  const auto held = Transact(
      notes.pool(), NoHurry(), [&](Transaction& tx) -> absl::StatusOr<bool> {
        RETURN_IF_ERROR(tx.Exec(kExtendNote, 1).status());
        int runs = 0;
        const auto waiting = Transact(impatient, absl::Now() + absl::Seconds(2),
                                      [&](Transaction& other) {
                                        ++runs;
                                        return other.Exec(kExtendNote, 1);
                                      });
        EXPECT_GT(runs, 1);
        EXPECT_EQ(ReasonOf(waiting.status()), error::v1::DEADLINE_TOO_SHORT);
        return true;
      });
  EXPECT_TRUE(held.ok()) << held.status();
  EXPECT_EQ(notes.Ask("SELECT count(*) FROM note WHERE text = '+'"), 1);
}

TEST(Transact, PreparesNothingWhereTransactionsArePooled) {
  Notes notes([](PoolOptions& options) { options.transaction_pooling = true; });
  for (int id = 1; id <= 3; ++id) {
    const auto inserted =
        Transact(notes.pool(), NoHurry(),
                 [&](Transaction& tx) { return InsertNote(tx, id, "it's"); });
    ASSERT_TRUE(inserted.ok()) << inserted.status();
  }
  EXPECT_EQ(notes.Ask("SELECT count(*) FROM note WHERE text = 'it''s'"), 3);
  const auto prepared = Transact(notes.pool(), NoHurry(), [](Transaction& tx) {
    constexpr Statement kCountPrepared = {
        "count_prepared",
        "SELECT count(*) AS total FROM pg_prepared_statements"};
    return tx.Exec(kCountPrepared);
  });
  EXPECT_EQ(IntOf(prepared.value().front(), "total"), 0);
}

TEST(Transact, PreparesAStatementOnceAConnection) {
  constexpr Statement kCountPrepared = {
      "count_prepared",
      "SELECT count(*) AS total FROM pg_prepared_statements "
      "WHERE name = 'insert_note'"};
  Notes notes([](PoolOptions& options) { options.size = 1; });
  for (int id = 1; id <= 3; ++id) {
    const auto prepared =
        Transact(notes.pool(), NoHurry(),
                 [&](Transaction& tx) -> absl::StatusOr<pqxx::result> {
                   RETURN_IF_ERROR(InsertNote(tx, id).status());
                   return tx.Exec(kCountPrepared);
                 });
    ASSERT_TRUE(prepared.ok()) << prepared.status();
    EXPECT_EQ(IntOf(prepared->front(), "total"), 1);
  }
}

// How a connection runs count_notes before the table grows, and after.
std::pair<std::string, std::string> PlansAsItGrows(absl::Duration plan_life) {
  Notes notes([plan_life](PoolOptions& options) {
    options.size = 1;
    options.plan_life = plan_life;
  });
  // What the server does on its own would make plans anew too.
  notes.Execute("ALTER TABLE note SET (autovacuum_enabled = false)");
  const auto plan = [&notes] {
    const auto rows = Transact(notes.pool(), NoHurry(), [](Transaction& tx) {
      constexpr Statement kExplain = {"explain", "EXPLAIN EXECUTE count_notes"};
      EXPECT_TRUE(CountNotes(tx).ok());
      return tx.Exec(kExplain);
    });
    std::string text;
    for (const auto& row : rows.value()) text += row[0].c_str();
    return text;
  };
  const std::string before = plan();
  notes.Execute(
      "INSERT INTO note (id, text) "
      "SELECT i, 'a note' FROM generate_series(1, 10000) AS i");
  return {before, plan()};
}

TEST(Transact, PlansAnewWhenPlansAreOld) {
  const auto [before, after] = PlansAsItGrows(absl::ZeroDuration());
  EXPECT_NE(before, after);
}

TEST(Transact, KeepsPlansThatAreNotOld) {
  const auto [before, after] = PlansAsItGrows(absl::Hours(1));
  EXPECT_EQ(before, after);
}

TEST(Transact, SeesWhatOthersCommittedSinceItsLastStatement) {
  Notes notes;
  const auto count = Transact(
      notes.pool(), NoHurry(), [&](Transaction& tx) -> absl::StatusOr<int64_t> {
        RETURN_IF_ERROR(CountNotes(tx).status());
        notes.Execute("INSERT INTO note VALUES (1, '')");
        return CountNotes(tx);
      });
  EXPECT_EQ(count.value(), 1);
}

TEST(Transact, GivesConcurrentTransactionsDifferentWriterSlots) {
  constexpr int kSize = 4;
  Notes notes([](PoolOptions& options) { options.size = kSize; });
  std::latch all_run(kSize);
  std::mutex mutex;
  std::set<int> slots;
  std::vector<std::thread> threads;
  for (int i = 0; i < kSize; ++i) {
    threads.emplace_back([&] {
      const auto slot = Transact(notes.pool(), NoHurry(), [&](Transaction& tx) {
        all_run.arrive_and_wait();
        return absl::StatusOr<int>(tx.writer_slot());
      });
      const std::lock_guard lock(mutex);
      slots.insert(slot.value());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(slots, (std::set<int>{0, 1, 2, 3}));
}

TEST(ReadSnapshot, SeesOneSnapshot) {
  Notes notes;
  notes.Execute("INSERT INTO note VALUES (1, '')");
  const auto counts = ReadSnapshot(
      notes.pool(), NoHurry(),
      [&](Transaction& tx) -> absl::StatusOr<std::pair<int64_t, int64_t>> {
        ASSIGN_OR_RETURN(const int64_t before, CountNotes(tx));
        notes.Execute("INSERT INTO note VALUES (2, '')");
        ASSIGN_OR_RETURN(const int64_t after, CountNotes(tx));
        return std::pair(before, after);
      });
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->first, 1);
  EXPECT_EQ(counts->second, 1);
  EXPECT_EQ(notes.Count(), 2);
}

TEST(ReadSnapshot, RefusesWrites) {
  Notes notes;
  const auto result =
      ReadSnapshot(notes.pool(), NoHurry(),
                   [](Transaction& tx) { return InsertNote(tx, 1); });
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(notes.Count(), 0);
}

TEST(ReadSnapshot, RunsAgainWhenTheConnectionDies) {
  Notes notes;
  int runs = 0;
  const auto count = ReadSnapshot(
      notes.pool(), NoHurry(), [&](Transaction& tx) -> absl::StatusOr<int64_t> {
        ASSIGN_OR_RETURN(const int64_t backend, GetBackend(tx));
        if (++runs == 1) notes.Terminate(backend);
        return CountNotes(tx);
      });
  ASSERT_TRUE(count.ok()) << count.status();
  EXPECT_EQ(runs, 2);
}

TEST(ReadSnapshot, ReadsWhereTheDatabaseTakesNoWrites) {
  Notes notes([](PoolOptions& options) { options.read_only = true; });
  notes.Configure("default_transaction_read_only", "on");
  EXPECT_TRUE(ReadSnapshot(notes.pool(), NoHurry(), CountNotes).ok());
}

}  // namespace
}  // namespace rollcall::db
