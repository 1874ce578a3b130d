#include "common/db/retry.h"

#include "gtest/gtest.h"

namespace rollcall::db {
namespace {

const absl::Status kAway = absl::UnavailableError("away");
const absl::Status kRefused = absl::InternalError("refused");

TEST(RetriesTest, EndsWithACommit) {
  Retries retries;
  EXPECT_EQ(retries.Take({}), absl::OkStatus());
}

TEST(RetriesTest, TriesAgainWhileOthersAreInTheWay) {
  Retries retries;
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(retries.Take({kAway, Remedy::kRetry}), std::nullopt);
  }
  EXPECT_EQ(retries.runs(), 100);
  EXPECT_EQ(retries.GiveUp(kAway), kAway);
}

TEST(RetriesTest, TriesThreeOtherConnections) {
  Retries retries;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(retries.Take({kAway, Remedy::kReconnect}), std::nullopt);
  }
  EXPECT_EQ(retries.Take({kAway, Remedy::kReconnect}), kAway);
}

TEST(RetriesTest, HasNothingInDoubtBeforeACommit) {
  Retries retries;
  EXPECT_EQ(retries.TakeNoConnection(kAway), kAway);
  EXPECT_EQ(retries.Take({kRefused, Remedy::kGiveUp}), kRefused);
}

TEST(RetriesTest, NeverSaysAfterADoubtfulCommitThatNothingHappened) {
  Retries retries;
  EXPECT_EQ(retries.Take(InDoubt()), std::nullopt);
  EXPECT_TRUE(retries.settling());
  // It goes on for as long as there is time, with a connection or without.
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(retries.TakeNoConnection(kAway), std::nullopt);
    EXPECT_EQ(retries.Take({kAway, Remedy::kReconnect}), std::nullopt);
  }
  EXPECT_EQ(retries.Take({kRefused, Remedy::kGiveUp}), InDoubt().status);
  EXPECT_EQ(retries.GiveUp(kAway), InDoubt().status);
}

TEST(RetriesTest, IsCertainOnceALaterRunIsCommitted) {
  Retries retries;
  EXPECT_EQ(retries.Take(InDoubt()), std::nullopt);
  EXPECT_EQ(retries.Take({}), absl::OkStatus());
}

}  // namespace
}  // namespace rollcall::db
