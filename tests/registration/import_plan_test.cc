#include <string>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/db/migration.h"
#include "migrations_sql.h"
#include "registration_sql.h"
#include "tests/harness/database.h"
#include "tests/harness/plan.h"

namespace rollcall::registration {
namespace {

using ::testing::HasSubstr;

// An import keeps the plan that it makes for its first rows, when the table may
// be empty and any index would do.
TEST(ImportPlanTest, LooksUpPeopleByTheirOwnIndex) {
  const testing::ScratchDatabase database;
  db::Pool pool(testing::PoolOptionsOf(database));
  ASSERT_TRUE(
      db::Migrate(pool, migrations::kAll, absl::Now() + absl::Minutes(1)).ok());
  const auto plan = testing::PlanOf(pool, sql::kFindTakenIdentities);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(*plan, HasSubstr("(event_id = $1) AND (email_key >="));
  EXPECT_THAT(*plan, HasSubstr("(event_id = $1) AND (external_id >="));
}

}  // namespace
}  // namespace rollcall::registration
