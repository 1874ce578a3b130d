#include "common/db/failure.h"

#include <pqxx/except>
#include <stdexcept>
#include <string>

#include "gtest/gtest.h"

#include "common/status/error.h"

namespace rollcall::db {
namespace {

pqxx::sql_error SqlError(const char* state) {
  return pqxx::sql_error("message", "query", state);
}

struct Case {
  const char* state;
  ErrorReason reason;
  Remedy remedy;
};

class FailureOfSqlTest : public ::testing::TestWithParam<Case> {};

TEST_P(FailureOfSqlTest, HasReasonAndRemedy) {
  const Failure failure =
      FailureOf(SqlError(GetParam().state), /*connection_is_open=*/true, "a");
  EXPECT_EQ(ReasonOf(failure.status), GetParam().reason) << failure.status;
  EXPECT_EQ(failure.remedy, GetParam().remedy);
}

INSTANTIATE_TEST_SUITE_P(
    States, FailureOfSqlTest,
    ::testing::Values(
        Case{"25006", error::v1::DATABASE_UNAVAILABLE, Remedy::kReconnect},
        Case{"25P03", error::v1::DATABASE_UNAVAILABLE, Remedy::kReconnect},
        Case{"08006", error::v1::DATABASE_UNAVAILABLE, Remedy::kReconnect},
        Case{"57P01", error::v1::DATABASE_UNAVAILABLE, Remedy::kReconnect},
        Case{"57P02", error::v1::DATABASE_UNAVAILABLE, Remedy::kReconnect},
        // Of libpq.
        Case{"", error::v1::DATABASE_UNAVAILABLE, Remedy::kReconnect},
        Case{"57014", error::v1::DEADLINE_TOO_SHORT, Remedy::kGiveUp},
        Case{"25P02", error::v1::DATABASE_UNAVAILABLE, Remedy::kReconnect},
        Case{"55P03", error::v1::DEADLINE_TOO_SHORT, Remedy::kRetry},
        Case{"53100", error::v1::DATABASE_UNAVAILABLE, Remedy::kGiveUp},
        Case{"53300", error::v1::DATABASE_UNAVAILABLE, Remedy::kGiveUp}));

TEST(FailureTest, OfOthersIsInternalAndNamesTheStatementAndNoValue) {
  const Failure sql = FailureOf(SqlError("23505"), true, "insert_event");
  EXPECT_EQ(sql.status, absl::InternalError("insert_event: SQLSTATE 23505"));
  EXPECT_EQ(sql.remedy, Remedy::kGiveUp);
  // It has no SQLSTATE, and is of the server all the same.
  EXPECT_EQ(FailureOf(pqxx::insufficient_privilege("no"), true, "a").remedy,
            Remedy::kGiveUp);
  const Failure other =
      FailureOf(pqxx::conversion_error("a name"), true, "list_people");
  EXPECT_EQ(other.status.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(other.status.message().find("a name"), std::string::npos);
}

TEST(FailureTest, OfAClosedConnectionIsOneOfTheConnectionWhateverItSays) {
  const Failure failure = FailureOf(std::runtime_error("odd"), false, "a");
  EXPECT_EQ(ReasonOf(failure.status), error::v1::DATABASE_UNAVAILABLE);
  EXPECT_EQ(failure.remedy, Remedy::kReconnect);
}

TEST(CommitFailureTest, IsInDoubtWhereverTheSessionEnded) {
  // A server that ends a session says so before libpq sees the end.
  for (const char* state : {"57P01", "57P02", "08006", ""}) {
    EXPECT_EQ(CommitFailureOf(SqlError(state), true).remedy, Remedy::kSettle)
        << state;
  }
  EXPECT_EQ(CommitFailureOf(std::runtime_error("odd"), false).remedy,
            Remedy::kSettle);
  EXPECT_EQ(CommitFailureOf(pqxx::in_doubt_error("odd"), true).remedy,
            Remedy::kSettle);
}

TEST(CommitFailureTest, IsNoneOfThatWhereTheServerRefusedIt) {
  EXPECT_EQ(CommitFailureOf(SqlError("23503"), true).remedy, Remedy::kGiveUp);
  EXPECT_EQ(CommitFailureOf(SqlError("53100"), true).remedy, Remedy::kGiveUp);
}

}  // namespace
}  // namespace rollcall::db
