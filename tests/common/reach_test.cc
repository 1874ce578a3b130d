#include "tests/common/reach.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/db/migration.h"
#include "migrations_sql.h"
#include "tests/harness/database.h"

namespace rollcall::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class ReachTest : public ::testing::Test {
 protected:
  ReachTest() : pool_(PoolOptionsOf(database_)) {}

  void SetUp() override {
    ASSERT_TRUE(
        db::Migrate(pool_, migrations::kAll, absl::Now() + absl::Minutes(1))
            .ok());
  }

  // The tables of which the statement `text` reads all events, and what else it
  // does, in words.
  std::set<std::string> FindingsOf(const char* text) {
    const std::string name = absl::StrCat("statement_", ++statements_);
    const auto reach = ReachOf(pool_, {name.c_str(), text});
    EXPECT_TRUE(reach.ok()) << text << ": " << reach.status();
    if (!reach.ok()) return {};
    std::set<std::string> findings = reach->unbound;
    if (reach->of_several) findings.insert("of several");
    if (reach->locks) findings.insert("locks");
    if (reach->limits_each) findings.insert("limits each");
    return findings;
  }

 private:
  const ScratchDatabase database_;
  db::Pool pool_;
  int statements_ = 0;
};

TEST_F(ReachTest, EndsAtTheEventOfAParameter) {
  for (const char* text :
       {"SELECT title FROM rollcall.event WHERE event_id = $1 FOR UPDATE",
        "SELECT r.registration_id "
        "  FROM unnest($2::uuid[]) AS row (registration_id) "
        "  JOIN rollcall.registration r "
        "    ON r.event_id = $1 AND r.registration_id = row.registration_id "
        "   FOR NO KEY UPDATE OF r",
        "SELECT c.kind "
        "  FROM rollcall.event e "
        " CROSS JOIN LATERAL (SELECT kind FROM rollcall.conflict "
        "                      WHERE event_id = e.event_id LIMIT 1) AS c "
        " WHERE e.event_id = $1",
        "SELECT e.kind "
        "  FROM unnest($2::text[]) AS row (source_event_id) "
        "  JOIN rollcall.presence_event e "
        "    ON e.event_id = $1 AND e.source_event_id = row.source_event_id",
        "WITH found AS (DELETE FROM rollcall.capacity "
        "                WHERE event_id = $1 RETURNING event_id) "
        "SELECT e.title FROM rollcall.event e JOIN found USING (event_id)"}) {
    EXPECT_THAT(FindingsOf(text), IsEmpty()) << text;
  }
}

TEST_F(ReachTest, IsAllEventsWithoutOne) {
  EXPECT_THAT(FindingsOf("SELECT event_id FROM rollcall.event "
                         " WHERE event_id > $1 ORDER BY event_id LIMIT $2"),
              UnorderedElementsAre("event"));
  EXPECT_THAT(FindingsOf("SELECT kind FROM rollcall.presence_event "
                         " WHERE source_event_id = $1"),
              UnorderedElementsAre("presence_event"));
  // Those without a capacity, too.
  EXPECT_THAT(
      FindingsOf("SELECT e.title FROM rollcall.event e "
                 "  LEFT JOIN (SELECT event_id FROM rollcall.capacity "
                 "              WHERE event_id = $1) AS c USING (event_id)"),
      UnorderedElementsAre("event"));
  EXPECT_THAT(
      FindingsOf("SELECT (SELECT max(h.chain) FROM rollcall.audit_head h "
                 "         WHERE h.event_id = e.event_id) "
                 "  FROM rollcall.event e"),
      UnorderedElementsAre("event"));
}

TEST_F(ReachTest, IsSeveralEventsOfAnArray) {
  for (const char* text :
       {"SELECT title FROM rollcall.event WHERE event_id = ANY ($1::text[])",
        "SELECT title FROM rollcall.event "
        " WHERE event_id IN (SELECT unnest($1::text[]))",
        "SELECT e.title FROM unnest($1::text[]) AS row (event_id) "
        "  JOIN rollcall.event e ON e.event_id = row.event_id",
        "SELECT e.title FROM unnest($1::text[], $2::text[]) AS row (id, title) "
        "  JOIN rollcall.event e ON e.event_id = row.id",
        "INSERT INTO rollcall.door (event_id, session_id) "
        "SELECT row.event_id, row.session_id "
        "  FROM unnest($1::text[], $2::text[]) AS row (event_id, "
        "session_id)"}) {
    EXPECT_THAT(FindingsOf(text), UnorderedElementsAre("of several")) << text;
  }
}

TEST_F(ReachTest, SeesLocksOfSeveralEvents) {
  EXPECT_THAT(FindingsOf("SELECT event_id FROM rollcall.event "
                         " WHERE retention_time <= now() "
                         "   FOR UPDATE SKIP LOCKED"),
              UnorderedElementsAre("event", "locks"));
  for (const char* text :
       {"SELECT title FROM rollcall.event "
        " WHERE event_id = ANY ($1::text[]) FOR SHARE",
        "UPDATE rollcall.device d "
        "   SET last_use_time = now() "
        "  FROM (SELECT row.event_id, row.device_id "
        "          FROM unnest($1::text[], $2::uuid[]) "
        "               AS row (event_id, device_id) "
        "          JOIN rollcall.device locked USING (event_id, device_id) "
        "         ORDER BY row.event_id, row.device_id "
        "           FOR NO KEY UPDATE OF locked) AS used "
        " WHERE d.event_id = used.event_id "
        "   AND d.device_id = used.device_id"}) {
    EXPECT_THAT(FindingsOf(text), UnorderedElementsAre("of several", "locks"))
        << text;
  }
}

TEST_F(ReachTest, SeesALimitForEachEvent) {
  for (const char* text :
       {"SELECT c.kind "
        "  FROM rollcall.event e "
        " CROSS JOIN LATERAL (SELECT kind FROM rollcall.conflict "
        "                      WHERE event_id = e.event_id LIMIT 1) AS c",
        "SELECT event_id FROM rollcall.event e "
        " WHERE coalesce((SELECT true FROM rollcall.person p "
        "                  WHERE p.event_id = e.event_id LIMIT 1), false)",
        "SELECT c.kind "
        "  FROM rollcall.event e "
        " CROSS JOIN LATERAL (SELECT kind FROM rollcall.conflict "
        "                      WHERE event_id = e.event_id OFFSET 0) AS c"}) {
    EXPECT_THAT(FindingsOf(text), UnorderedElementsAre("event", "limits each"))
        << text;
  }
}

}  // namespace
}  // namespace rollcall::testing
