#include <string>
#include <sys/socket.h>

#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "common/db/connection.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "tests/common/notes.h"

// What Transact does when it cannot know whether a commit succeeded.
namespace rollcall::db {
namespace {

constexpr Statement kKeepNote = {
    "keep_note",
    "INSERT INTO note (id, text) VALUES ($1, 'text') "
    "ON CONFLICT (id) DO NOTHING RETURNING id"};

// The first time only: sequences remember what is rolled back.
constexpr char kEndTheFirstBackend[] =
    "BEGIN IF nextval('run') = 1 THEN "
    "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60); "
    "END IF; RETURN NULL; END";
constexpr char kEndEveryBackend[] =
    "BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); "
    "PERFORM pg_sleep(60); RETURN NULL; END";

// Finds note 1 by its key or inserts it, as every body does. Returns whether it
// was there before.
absl::StatusOr<bool> KeepNote(Transaction& tx) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(kKeepNote, 1));
  return rows.empty();
}

TEST(Commit, IsFinalWhenTheServerSaysSo) {
  Notes notes;
  int runs = 0;
  const auto found = Transact(notes.pool(), NoHurry(), [&](Transaction& tx) {
    ++runs;
    return KeepNote(tx);
  });
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_FALSE(*found);
  EXPECT_EQ(runs, 1);
}

TEST(Commit, RunsTheBodyAgainAfterAWarning) {
  Notes notes;
  notes.AtCommit("BEGIN RAISE WARNING 'canceling wait'; RETURN NULL; END");
  int runs = 0;
  const auto found = Transact(notes.pool(), NoHurry(), [&](Transaction& tx) {
    ++runs;
    return KeepNote(tx);
  });
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_TRUE(*found);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(notes.pool().tally().in_doubt.value(), 1);
  EXPECT_EQ(notes.pool().tally().repeated.value(), 1);
  EXPECT_EQ(notes.Count(), 1);
}

TEST(Commit, IsNotInDoubtForAWarningOfTheBody) {
  Notes notes;
  int runs = 0;
  const auto found = Transact(
      notes.pool(), NoHurry(), [&](Transaction& tx) -> absl::StatusOr<bool> {
        ++runs;
        RETURN_IF_ERROR(
            tx.Script("warn", "DO $$ BEGIN RAISE WARNING 'well'; END $$"));
        return KeepNote(tx);
      });
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(runs, 1);
}

TEST(Commit, RunsTheBodyAgainWhenTheAnswerIsLost) {
  Notes notes([](PoolOptions& options) { options.size = 1; });
  const int socket =
      notes.pool().Acquire(NoHurry()).value().connection().pqxx().sock();
  int runs = 0;
  const auto found = Transact(notes.pool(), NoHurry(),
                              [&](Transaction& tx) -> absl::StatusOr<bool> {
                                auto was_there = KeepNote(tx);
                                // COMMIT still goes out; nothing comes back.
                                if (++runs == 1) shutdown(socket, SHUT_RD);
                                return was_there;
                              });
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_TRUE(*found);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(notes.Count(), 1);
}

TEST(Commit, RunsTheBodyAgainWhenTheServerGoesAway) {
  Notes notes;
  notes.Execute("CREATE SEQUENCE run");
  notes.AtCommit(kEndTheFirstBackend);
  int runs = 0;
  const auto found = Transact(notes.pool(), NoHurry(), [&](Transaction& tx) {
    ++runs;
    return KeepNote(tx);
  });
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(notes.Count(), 1);
}

TEST(Commit, IsOfUnknownOutcomeWhenItStaysSoUntilTheDeadline) {
  Notes notes;
  notes.AtCommit(kEndEveryBackend);
  int runs = 0;
  const auto found =
      Transact(notes.pool(), absl::Now() + absl::Milliseconds(200),
               [&](Transaction& tx) {
                 ++runs;
                 return KeepNote(tx);
               });
  EXPECT_EQ(ReasonOf(found.status()), error::v1::OUTCOME_UNKNOWN)
      << found.status();
  EXPECT_GE(runs, 1);
}

TEST(Commit, IsOfUnknownOutcomeWhenTheDatabaseDoesNotComeBack) {
  Notes notes;
  notes.AtCommit(kEndEveryBackend);
  int runs = 0;
  const auto found =
      Transact(notes.pool(), absl::Now() + absl::Milliseconds(200),
               [&](Transaction& tx) {
                 if (++runs == 1) notes.Close();
                 return KeepNote(tx);
               });
  EXPECT_EQ(ReasonOf(found.status()), error::v1::OUTCOME_UNKNOWN)
      << found.status();
  EXPECT_EQ(runs, 1);
}

TEST(Commit, IsOfUnknownOutcomeWhenTheNextRunFails) {
  Notes notes;
  notes.AtCommit(kEndEveryBackend);
  int runs = 0;
  const auto found = Transact(
      notes.pool(), NoHurry(), [&](Transaction& tx) -> absl::StatusOr<bool> {
        if (++runs == 2) {
          RETURN_IF_ERROR(tx.Script("broken", "SELECT 1 / 0"));
        }
        return KeepNote(tx);
      });
  EXPECT_EQ(ReasonOf(found.status()), error::v1::OUTCOME_UNKNOWN)
      << found.status();
  EXPECT_EQ(runs, 2);
}

TEST(Commit, IsSettledByWhatTheNextRunRefuses) {
  Notes notes;
  notes.AtCommit(kEndEveryBackend);
  int runs = 0;
  const auto found = Transact(
      notes.pool(), NoHurry(), [&](Transaction& tx) -> absl::StatusOr<bool> {
        if (++runs == 2) return Error(error::v1::EVENT_NOT_FOUND, "Gone.");
        return KeepNote(tx);
      });
  EXPECT_EQ(ReasonOf(found.status()), error::v1::EVENT_NOT_FOUND);
  EXPECT_EQ(runs, 2);
}

TEST(Commit, IsRefusedByADeferredConstraint) {
  Notes notes;
  notes.Execute(
      "ALTER TABLE note ADD parent integer DEFAULT 99 "
      "REFERENCES note DEFERRABLE INITIALLY DEFERRED");
  int runs = 0;
  const auto found = Transact(notes.pool(), NoHurry(), [&](Transaction& tx) {
    ++runs;
    return KeepNote(tx);
  });
  EXPECT_EQ(found.status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(ReasonOf(found.status()), error::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(notes.Count(), 0);
}

TEST(Commit, RunsTheBodyAgainAfterASerializationFailure) {
  Notes notes;
  notes.Execute("CREATE SEQUENCE run");
  notes.AtCommit(
      "BEGIN IF nextval('run') = 1 THEN RAISE serialization_failure; END IF; "
      "RETURN NULL; END");
  int runs = 0;
  const auto found = Transact(notes.pool(), NoHurry(), [&](Transaction& tx) {
    ++runs;
    return KeepNote(tx);
  });
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(notes.Count(), 1);
}

}  // namespace
}  // namespace rollcall::db
