#include "tests/harness/plan.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "attendance_sql.h"
#include "checkin_sql.h"
#include "common/db/migration.h"
#include "migrations_sql.h"
#include "tests/harness/database.h"

namespace rollcall::checkin {
namespace {

// Of each statement of the hot path.
class PlanTest : public ::testing::TestWithParam<db::Statement> {};

// While tables are empty, all ways to read them cost the same. The plan that is
// made then has to suit when they are not: it goes by the keys it is given and
// never through all rows of an event.
TEST_P(PlanTest, GoesByKeysFromTheFirstScanOn) {
  const testing::ScratchDatabase database;
  db::Pool pool(testing::PoolOptionsOf(database));
  ASSERT_TRUE(
      db::Migrate(pool, migrations::kAll, absl::Now() + absl::Minutes(1)).ok());
  const auto plan = testing::PlanOf(pool, GetParam());
  ASSERT_TRUE(plan.ok()) << plan.status();
  for (const char* reads_all :
       {"Seq Scan", "Hash Join", "Merge Join", "hashed SubPlan"}) {
    EXPECT_FALSE(absl::StrContains(*plan, reads_all)) << *plan;
  }
}

INSTANTIATE_TEST_SUITE_P(HotPath, PlanTest,
                         ::testing::Values(sql::kFindDecisions,
                                           sql::kFindTickets, sql::kListHolders,
                                           sql::kListPassages,
                                           attendance::sql::kLockRegistrations,
                                           attendance::sql::kListRecords,
                                           attendance::sql::kListPresence,
                                           attendance::sql::kUpdateRecords),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace rollcall::checkin
