#include "common/db/retry.h"

#include "gtest/gtest.h"

namespace rollcall::db {
namespace {

const absl::Status away = absl::UnavailableError("away");
const absl::Status refused = absl::InternalError("refused");

TEST(RetriesTest, EndsWithACommit) {
  Retries retries;
  EXPECT_EQ(retries.Take({}), absl::OkStatus());
}

TEST(RetriesTest, TriesAgainWhileOthersAreInTheWay) {
  Retries retries;
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(retries.Take({away, Remedy::kRetry}), std::nullopt);
  }
  EXPECT_EQ(retries.runs(), 100);
  EXPECT_EQ(retries.GiveUp(away), away);
}

TEST(RetriesTest, TriesThreeOtherConnections) {
  Retries retries;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(retries.Take({away, Remedy::kReconnect}), std::nullopt);
  }
  EXPECT_EQ(retries.Take({away, Remedy::kReconnect}), away);
}

TEST(RetriesTest, HasNothingInDoubtBeforeACommit) {
  Retries retries;
  EXPECT_EQ(retries.TakeNoConnection(away), away);
  EXPECT_EQ(retries.Take({refused, Remedy::kGiveUp}), refused);
}

TEST(RetriesTest, NeverSaysAfterADoubtfulCommitThatNothingHappened) {
  Retries retries;
  EXPECT_EQ(retries.Take(InDoubt()), std::nullopt);
  EXPECT_TRUE(retries.settling());
  // It goes on for as long as there is time, with a connection or without.
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(retries.TakeNoConnection(away), std::nullopt);
    EXPECT_EQ(retries.Take({away, Remedy::kReconnect}), std::nullopt);
  }
  EXPECT_EQ(retries.Take({refused, Remedy::kGiveUp}), InDoubt().status);
  EXPECT_EQ(retries.GiveUp(away), InDoubt().status);
}

TEST(RetriesTest, IsCertainOnceALaterRunIsCommitted) {
  Retries retries;
  EXPECT_EQ(retries.Take(InDoubt()), std::nullopt);
  EXPECT_EQ(retries.Take({}), absl::OkStatus());
}

}  // namespace
}  // namespace rollcall::db
