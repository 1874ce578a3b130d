#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"

#include "attendance_sql.h"
#include "checkin_sql.h"
#include "common/base/status_macros.h"
#include "common/db/migration.h"
#include "common/db/transact.h"
#include "migrations_sql.h"
#include "tests/harness/database.h"

namespace rollcall::checkin {
namespace {

// A statement of the hot path, and how many parameters it has.
struct Case {
  const db::Statement& statement;
  int parameters;
};

class PlanTest : public ::testing::TestWithParam<Case> {
 protected:
  // How the server would run the statement, line by line.
  std::string Plan(const db::Statement& statement, int parameters) {
    const std::string prepare =
        absl::StrCat("PREPARE asked AS ", statement.text);
    const std::string explain = absl::StrCat(
        "EXPLAIN EXECUTE asked (",
        absl::StrJoin(std::vector<std::string>(parameters, "NULL"), ", "), ")");
    const auto rows = db::Transact(
        pool_, deadline_,
        [&](db::Transaction& tx) -> absl::StatusOr<pqxx::result> {
          RETURN_IF_ERROR(tx.Script("prepare", prepare.c_str()));
          return tx.Exec(db::Statement{"explain", explain.c_str()});
        });
    EXPECT_TRUE(rows.ok()) << rows.status();
    std::string plan;
    for (const auto& row : rows.value()) {
      absl::StrAppend(&plan, row[0].c_str(), "\n");
    }
    return plan;
  }

  static db::PoolOptions OptionsOf(const std::string& url) {
    db::PoolOptions options;
    options.database_url = url;
    options.size = 1;
    return options;
  }

  const absl::Time deadline_ = absl::Now() + absl::Minutes(1);
  const testing::ScratchDatabase database_;
  db::Pool pool_{OptionsOf(database_.url())};
};

// While tables are empty, all ways to read them cost the same. The plan that is
// made then has to suit when they are not: it goes by the keys it is given and
// never through all rows of an event.
TEST_P(PlanTest, GoesByKeysFromTheFirstScanOn) {
  ASSERT_TRUE(db::Migrate(pool_, migrations::kAll, deadline_).ok());
  const std::string plan = Plan(GetParam().statement, GetParam().parameters);
  EXPECT_FALSE(absl::StrContains(plan, "Seq Scan")) << plan;
  EXPECT_FALSE(absl::StrContains(plan, "Hash Join")) << plan;
  EXPECT_FALSE(absl::StrContains(plan, "Merge Join")) << plan;
  EXPECT_FALSE(absl::StrContains(plan, "hashed SubPlan")) << plan;
}

INSTANTIATE_TEST_SUITE_P(
    HotPath, PlanTest,
    ::testing::Values(Case{sql::kFindDecisions, 3}, Case{sql::kFindTickets, 3},
                      Case{sql::kListHolders, 5}, Case{sql::kListPassages, 3},
                      Case{attendance::sql::kLockRegistrations, 2},
                      Case{attendance::sql::kListRecords, 2},
                      Case{attendance::sql::kListPresence, 2},
                      Case{attendance::sql::kUpdateRecords, 12}),
    [](const auto& tested) { return tested.param.statement.name; });

}  // namespace
}  // namespace rollcall::checkin
