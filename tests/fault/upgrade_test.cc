#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/db/migration.h"
#include "common/db/pool.h"
#include "common/status/error.h"
#include "migrations_sql.h"
#include "tests/fault/database_proxy.h"
#include "tests/fault/rolling.h"
#include "tests/harness/await.h"
#include "tests/harness/calls.h"
#include "tests/harness/health.h"
#include "tests/harness/postgres.h"
#include "tests/harness/program.h"
#include "tests/harness/proxy.h"

// From one version to the next: this version is the one before, with its real
// programs, and the next one is made up, as far as its migrations go.
namespace rollcall::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr int kOwn = static_cast<int>(std::size(migrations::kAll));

std::vector<db::Migration> NextVersion(std::vector<db::Migration> added) {
  std::vector<db::Migration> all(std::begin(migrations::kAll),
                                 std::end(migrations::kAll));
  all.insert(all.end(), added.begin(), added.end());
  return all;
}

// What the next version's rollcall-migrate does.
absl::Status MigrateTo(const std::vector<db::Migration>& version,
                       const std::string& url) {
  db::PoolOptions options;
  options.database_url = url;
  options.application_name = "rollcall-migrate";
  options.size = 1;
  db::Pool pool(options);
  return db::Migrate(pool, version, absl::Now() + absl::Minutes(2));
}

TEST(UpgradeTest, FailsNoCall) {
  const std::vector<db::Migration> next = NextVersion({
      {kOwn + 1, kOwn, "next_decision",
       "ALTER TABLE rollcall.decision ADD next_note text NOT NULL DEFAULT ''"},
      {kOwn + 2, kOwn, "next_registration",
       "ALTER TABLE rollcall.registration ADD next_rank integer,"
       "  ADD CONSTRAINT next_rank_is_positive CHECK (next_rank > 0) NOT "
       "VALID"},
      {kOwn + 3, kOwn, "next_presence_event",
       "CREATE INDEX next_presence_event ON rollcall.presence_event"
       "  (event_id, instance_id)"},
      {kOwn + 4, kOwn, "next_thing",
       "CREATE TABLE rollcall.next_thing (event_id text PRIMARY KEY);"
       "GRANT SELECT, INSERT ON rollcall.next_thing TO rollcall_checkin"},
  });
  Rolling rolling;
  rolling.load().AwaitAnswers(5);
  const absl::Status migrated = MigrateTo(next, rolling.postgres().url());
  ASSERT_TRUE(migrated.ok()) << migrated;
  rolling.load().AwaitAnswers(5);
  rolling.RestartAll(Rolling::Pace::kCareful);
  for (const Role role : kRoles) {
    EXPECT_THAT(rolling.site().At(role, 0).Log(),
                HasSubstr("runs on a later schema"));
  }
  rolling.Judge("upgrade");
}

// Programs of this version do not run beside it.
std::vector<db::Migration> BreakingVersion() {
  return NextVersion(
      {{kOwn + 1, kOwn + 1, "next_breaks",
        "ALTER TABLE rollcall.decision RENAME TO next_decision"}});
}

TEST(UpgradeTest, IsNotPossibleBesideProgramsThatAreTooOld) {
  const std::vector<db::Migration> next = BreakingVersion();
  const Postgres postgres;
  ServiceProcess checkin("checkin", postgres.url());
  // It serves before it has a session.
  while (LinesOf(postgres.url(),
                 "SELECT count(*) > 0 FROM pg_stat_activity WHERE "
                 "application_name LIKE 'rollcall-checkin/%'") != "t\n") {
  }
  const absl::Status refused = MigrateTo(next, postgres.url());
  EXPECT_EQ(rollcall::ReasonOf(refused), error::v1::SCHEMA_VERSION_MISMATCH)
      << refused;
  EXPECT_THAT(rollcall::MetadataOf(refused),
              UnorderedElementsAre(Pair("found", absl::StrCat(kOwn)),
                                   Pair("expected", absl::StrCat(kOwn + 1))));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("rollcall-checkin"));

  EXPECT_EQ(checkin.Terminate(), 0);
  const absl::Status migrated = MigrateTo(next, postgres.url());
  ASSERT_TRUE(migrated.ok()) << migrated;
  const Finished started = RunProgram(
      "rollcall-checkin", {"--listen", OwnAddress(), "--admin-token-file",
                           TokenFile(), "--database-url", postgres.url()});
  EXPECT_EQ(started.exit_code, 78);
  EXPECT_THAT(started.error, HasSubstr("SCHEMA_VERSION_MISMATCH"));
  EXPECT_THAT(started.error,
              HasSubstr("Start a program of the version that migrated it."));
  // Its rollcall-migrate leaves the schema alone, too.
  EXPECT_EQ(RunProgram("rollcall-migrate", {"--database-url", postgres.url()})
                .exit_code,
            78);
}

constexpr char kCountSessions[] =
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE application_name LIKE 'rollcall-checkin/%'";
constexpr char kEndSessions[] =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE application_name LIKE 'rollcall-checkin/%'";

TEST(UpgradeTest, EndsProgramsThatWereCutOffMeanwhile) {
  const Postgres postgres;
  DatabaseProxy network(postgres);
  ServiceProcess checkin("checkin", network.url());
  const auto count = [&] { return LinesOf(postgres.url(), kCountSessions); };
  Await("checkin has no session", [&] { return count() != "0\n"; });
  network.SetMode(Proxy::Mode::kBlackHole);
  LinesOf(postgres.url(), kEndSessions);
  Await("sessions do not end", [&] { return count() == "0\n"; });
  const absl::Status migrated = MigrateTo(BreakingVersion(), postgres.url());
  ASSERT_TRUE(migrated.ok()) << migrated;
  network.SetMode(Proxy::Mode::kPass);
  EXPECT_EQ(checkin.Wait(), 78);
  EXPECT_THAT(checkin.Log(), HasSubstr("SCHEMA_VERSION_MISMATCH"));
}

// As of a standby that has not caught up, or while a database is loaded.
TEST(UpgradeTest, WaitsForASchemaThatIsBehind) {
  const Postgres postgres;
  ServiceProcess checkin("checkin", postgres.url());
  const auto channel = ChannelTo(checkin.address());
  const auto await = [&](Health health) {
    Await("health stays", [&] { return HealthOf(channel, "") == health; });
  };
  LinesOf(postgres.url(),
          "CREATE TABLE ahead AS SELECT * FROM rollcall.schema_migration");
  LinesOf(postgres.url(), "TRUNCATE rollcall.schema_migration");
  LinesOf(postgres.url(), kEndSessions);
  await(Health::kNotServing);
  LinesOf(postgres.url(),
          "INSERT INTO rollcall.schema_migration SELECT * FROM ahead");
  await(Health::kServing);
  EXPECT_EQ(checkin.Terminate(), 0);
}

}  // namespace
}  // namespace rollcall::testing
