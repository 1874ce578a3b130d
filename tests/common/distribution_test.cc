#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/status_macros.h"
#include "common/db/migration.h"
#include "common/db/transact.h"
#include "migrations_sql.h"
#include "tests/common/reach.h"
#include "tests/harness/database.h"
#include "tests/harness/scratch_folder.h"
#include "tests/harness/sql.h"

// What a database whose tables are distributed by event_id asks of the
// statements (deploy/citus): each is of one event.
namespace rollcall::db {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace fs = std::filesystem;

struct File {
  std::string name;
  std::string text;
};

// All statements of the programs.
std::vector<File> ListStatements() {
  std::vector<File> statements;
  for (const char* root : {"common", "services"}) {
    const fs::path folder = fs::path(ROLLCALL_SOURCE_DIR) / root;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.path().extension() != ".sql") continue;
      statements.push_back({fs::relative(entry.path(), ROLLCALL_SOURCE_DIR),
                            testing::ReadFile(entry.path())});
    }
  }
  return statements;
}

TEST(Distribution, HasEveryStatementNameItsEvent) {
  // Plans are of tables that are empty, whatever other tests do.
  const testing::ScratchDatabase database;
  Pool pool(testing::PoolOptionsOf(database));
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  ASSERT_TRUE(Migrate(pool, migrations::kAll, deadline).ok());
  std::map<std::string, std::set<std::string>> unbound;
  std::set<std::string> of_several;
  std::set<std::string> locking;
  std::set<std::string> limiting;
  for (const File& statement : ListStatements()) {
    const std::string& name = statement.name;
    const auto reach =
        testing::ReachOf(pool, {name.c_str(), statement.text.c_str()});
    ASSERT_TRUE(reach.ok()) << name << ": " << reach.status();
    if (!reach->unbound.empty()) unbound[name] = reach->unbound;
    if (reach->of_several) of_several.insert(name);
    if (reach->locks) locking.insert(name);
    if (reach->limits_each) limiting.insert(name);
  }
  // Those of jobs, and of a list of events.
  EXPECT_EQ(
      unbound,
      (std::map<std::string, std::set<std::string>>{
          // Which tokens were revoked, five times a second: few
          // rows, by an index.
          {"common/access/sql/list_changes.sql", {"api_key", "device"}},
          // Which events the jobs have to look at.
          {"common/attendance/sql/list_moving_events.sql", {"rollup_version"}},
          {"services/checkin/sql/list_current_events.sql", {"event"}},
          {"services/checkin/sql/list_due_instances.sql",
           {"presence_connection", "presence_instance"}},
          {"services/registration/sql/"
           "list_events_with_expired_offers.sql",
           {"registration"}},
          {"services/registration/sql/list_expired_events.sql", {"event"}},
          {"services/registration/sql/list_events.sql", {"capacity", "event"}},
      }));
  // What an instance watches, of all its watches: they only read.
  EXPECT_THAT(of_several,
              ElementsAre("services/checkin/sql/list_occupancy.sql",
                          "services/reporting/sql/list_versions.sql"));
  // Citus refuses both.
  EXPECT_THAT(locking, IsEmpty());
  EXPECT_THAT(limiting, IsEmpty());
}

// What Citus has of what distribute.sql uses, which notes what it is asked for
// and refuses, as Citus does, a table whose foreign keys lead to one that is
// not distributed.
constexpr char kStandIn[] = R"sql(
CREATE TABLE pg_dist_partition (logicalrelid regclass, how text);
CREATE TABLE pg_dist_object (classid oid, objid oid);
CREATE FUNCTION create_reference_table(relation regclass) RETURNS void
LANGUAGE sql AS
$$INSERT INTO pg_dist_partition VALUES (relation, 'everywhere')$$;
CREATE FUNCTION create_distributed_table(
    relation regclass, distribution_column text, colocate_with text)
RETURNS void LANGUAGE plpgsql AS
$$BEGIN
  IF EXISTS (SELECT FROM pg_constraint k
              WHERE k.conrelid = relation AND k.contype = 'f'
                AND k.confrelid <> relation
                AND k.confrelid NOT IN
                    (SELECT logicalrelid FROM pg_dist_partition)) THEN
    RAISE EXCEPTION '% comes too early', relation;
  END IF;
  INSERT INTO pg_dist_partition
  VALUES (relation, distribution_column || ' with ' || colocate_with);
END$$;
CREATE FUNCTION create_distributed_function(routine regprocedure)
RETURNS void LANGUAGE sql AS
$$INSERT INTO pg_dist_object VALUES ('pg_proc'::regclass, routine)$$;
)sql";

TEST(Distribution, DistributesEveryTableOnce) {
  const testing::ScratchDatabase database;
  Pool pool(testing::PoolOptionsOf(database));
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  ASSERT_TRUE(Migrate(pool, migrations::kAll, deadline).ok());
  const std::string script = testing::ReadFile(
      absl::StrCat(ROLLCALL_SOURCE_DIR, "/deploy/citus/distribute.sql"));
  const auto run = [&](const char* text) {
    return Transact(pool, deadline,
                    [&](Transaction& tx) -> absl::StatusOr<int> {
                      RETURN_IF_ERROR(tx.Script("script", text));
                      return 0;
                    })
        .status();
  };
  EXPECT_FALSE(run(script.c_str()).ok()) << "without Citus";
  ASSERT_TRUE(run(kStandIn).ok());
  // The second time does nothing.
  for (int time = 0; time < 2; ++time) {
    ASSERT_TRUE(run(script.c_str()).ok());
    constexpr Statement kTables = {
        "list_distributed",
        "SELECT c.relname || ': ' || "
        "       coalesce(string_agg(p.how, ', '), 'the coordinator') AS name "
        "  FROM pg_class c "
        "  LEFT JOIN pg_dist_partition p ON p.logicalrelid = c.oid "
        " WHERE c.relnamespace = 'rollcall'::regnamespace AND c.relkind = 'r' "
        " GROUP BY c.relname"};
    std::set<std::string> others;
    int of_events = 0;
    for (const std::string& table : testing::SelectNames(pool, kTables)) {
      if (absl::EndsWith(table, ": event_id with rollcall.event")) {
        ++of_events;
      } else {
        others.insert(table);
      }
    }
    EXPECT_GT(of_events, 30);
    EXPECT_THAT(others, ElementsAre("event: event_id with none",
                                    "schema_migration: the coordinator",
                                    "ticket_key: everywhere"));
    constexpr Statement kFunctions = {
        "list_functions",
        "SELECT p.proname AS name FROM pg_dist_object o "
        "  JOIN pg_proc p ON p.oid = o.objid"};
    EXPECT_THAT(testing::SelectNames(pool, kFunctions),
                ElementsAre("audit_batch_hash"));
  }
}

}  // namespace
}  // namespace rollcall::db
