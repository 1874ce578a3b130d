#include "common/access/token_cache.h"

#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "tests/access/house.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"

namespace rollcall::access {
namespace {

using rollcall::testing::Forum;

db::PoolOptions AccessPool() {
  db::PoolOptions options = rollcall::testing::TestPoolOptions();
  options.role = kDatabaseRole;
  return options;
}

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

// As when the database does not answer: nothing is heard of what was revoked.
TEST(TokenCache, IsNotBelievedWhenItHasNotLookedForLong) {
  House house;
  Forum forum(house.RegistrationChannel());
  const IssuedKey key = CreateKey(house, forum.name(), Role::ROLE_ANALYST);
  TokenCache cache(AccessPool(), {.poll_interval = absl::Hours(1)});
  ASSERT_TRUE(cache.Find(key.text, Soon()).value());

  registration::v1::RevokeApiKeyRequest request;
  registration::v1::RevokeApiKeyResponse response;
  request.set_name(key.key.name());
  ASSERT_TRUE(rollcall::testing::Call(
                  house.access(),
                  &registration::v1::AccessService::Stub::RevokeApiKey, request,
                  &response)
                  .ok());
  const absl::Time revoked = absl::Now();
  while (absl::Now() - revoked < absl::Seconds(1)) std::this_thread::yield();
  EXPECT_FALSE(cache.Recall(key.text).value());
  EXPECT_FALSE(cache.Find(key.text, Soon()).value());
}

TEST(TokenCache, RemembersWhomItFound) {
  House house;
  Forum forum(house.RegistrationChannel());
  const IssuedKey key = CreateKey(house, forum.name(), Role::ROLE_ANALYST);
  TokenCache cache(AccessPool());
  EXPECT_FALSE(cache.Recall(key.text).value());
  EXPECT_TRUE(cache.Find(key.text, Soon()).value());
  while (!cache.Recall(key.text).value()) std::this_thread::yield();
  EXPECT_FALSE(cache.Recall("nobody's").value());
}

}  // namespace
}  // namespace rollcall::access
