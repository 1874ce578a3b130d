#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/status_macros.h"
#include "common/db/migration.h"
#include "common/db/transact.h"
#include "migrations_sql.h"
#include "services/checkin/open_matters_store.h"
#include "tests/harness/database.h"
#include "tests/harness/metrics.h"

namespace rollcall::checkin {
namespace {

using ::testing::IsEmpty;

constexpr char kUnmatched[] = "rollcall_presence_connections_unmatched";

// An event that ends `end` from now, with `connections` of nobody who is known.
std::string InsertEvent(const std::string& event, const std::string& end,
                        int connections) {
  return absl::StrCat(
      "INSERT INTO rollcall.event (event_id, title, theme, edition, host_fair, "
      "  venue, city, country_code, time_zone, start_time, end_time, "
      "  online_threshold_seconds, request_id, request_hash) "
      "VALUES ('",
      event, "', '', '', '', '', '', '', 'CN', 'UTC', '2020-01-01', ",
      "now() + interval '", end, "', 1, gen_random_uuid(), ''); ",
      "INSERT INTO rollcall.presence_connection (event_id, session_id, source, "
      "  instance_id, connection_id, first_time, last_time, unmatched_id) "
      "SELECT '",
      event,
      "', 'panel', 'platform', 'a', n::text, now(), now(), gen_random_uuid() ",
      "FROM generate_series(1, ", connections, ") AS n;");
}

TEST(OpenMattersStore, SumsOverTheEventsOfAWeek) {
  const testing::ScratchDatabase database;
  db::Pool pool(testing::PoolOptionsOf(database));
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  ASSERT_TRUE(db::Migrate(pool, migrations::kAll, deadline).ok());
  OpenMattersStore store(pool);
  const auto samples = [&] {
    return testing::SamplesOf(
        [&](metrics::Page& page) { store.AddMetrics(page); });
  };
  EXPECT_THAT(samples(), IsEmpty());
  ASSERT_TRUE(store.Count(deadline).ok());
  EXPECT_EQ(samples().at(kUnmatched), 0);
  const std::string events = absl::StrCat(InsertEvent("now", "1 hour", 2),
                                          InsertEvent("lately", "-6 days", 3),
                                          InsertEvent("past", "-8 days", 7));
  const auto inserted = db::Transact(
      pool, deadline, [&](db::Transaction& tx) -> absl::StatusOr<bool> {
        RETURN_IF_ERROR(tx.Script("events", events.c_str()));
        return true;
      });
  ASSERT_TRUE(inserted.ok()) << inserted.status();
  ASSERT_TRUE(store.Count(deadline).ok());
  EXPECT_EQ(samples().at(kUnmatched), 5);
  EXPECT_EQ(samples().at("rollcall_conflicts_open{kind=\"CLOCK_SKEW\"}"), 0);
}

}  // namespace
}  // namespace rollcall::checkin
