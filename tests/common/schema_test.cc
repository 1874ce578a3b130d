#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "tests/harness/database.h"
#include "tests/harness/sql.h"

// What holds of the schema as a whole, by the catalogue of the migrated
// database.
namespace rollcall::db {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

std::vector<std::string> Names(const Statement& statement) {
  Pool pool(testing::TestPoolOptions());
  return testing::SelectNames(pool, statement);
}

// So that all tables can be distributed by event, but the few small ones that
// every node keeps whole.
TEST(Schema, BeginsEveryUniqueKeyWithTheEvent) {
  constexpr Statement kKeys = {
      "list_keys",
      "SELECT i.indexrelid::regclass::text AS name "
      "  FROM pg_index i "
      "  JOIN pg_class c ON c.oid = i.indrelid "
      "  LEFT JOIN pg_attribute a "
      "    ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] "
      " WHERE c.relnamespace = 'rollcall'::regnamespace "
      "   AND c.relname NOT IN ('schema_migration', 'ticket_key') "
      "   AND i.indisunique "
      "   AND a.attname IS DISTINCT FROM 'event_id'"};
  constexpr Statement kAllKeys = {
      "list_all_keys",
      "SELECT i.indexrelid::regclass::text AS name FROM pg_index i "
      "  JOIN pg_class c ON c.oid = i.indrelid "
      " WHERE c.relnamespace = 'rollcall'::regnamespace AND i.indisunique"};
  EXPECT_THAT(Names(kAllKeys),
              IsSupersetOf({"rollcall.event_pkey", "rollcall.person_email"}));
  EXPECT_THAT(Names(kKeys), IsEmpty());
}

TEST(Schema, GivesEveryTableAPrimaryKey) {
  constexpr Statement kKeyless = {
      "list_keyless",
      "SELECT c.oid::regclass::text AS name FROM pg_class c "
      " WHERE c.relnamespace = 'rollcall'::regnamespace AND c.relkind = 'r' "
      "   AND NOT EXISTS (SELECT FROM pg_index i "
      "                    WHERE i.indrelid = c.oid AND i.indisprimary)"};
  EXPECT_THAT(Names(kKeyless), IsEmpty());
}

// What happens is in the statements.
TEST(Schema, HasNoTriggersButThoseOfForeignKeys) {
  constexpr Statement kTriggers = {
      "list_triggers",
      "SELECT t.tgname::text AS name FROM pg_trigger t "
      "  JOIN pg_class c ON c.oid = t.tgrelid "
      "  LEFT JOIN pg_constraint k "
      "    ON k.oid = t.tgconstraint AND k.contype = 'f' "
      " WHERE c.relnamespace = 'rollcall'::regnamespace AND k.oid IS NULL"};
  constexpr Statement kRules = {
      "list_rules",
      "SELECT r.rulename::text AS name FROM pg_rewrite r "
      "  JOIN pg_class c ON c.oid = r.ev_class "
      " WHERE c.relnamespace = 'rollcall'::regnamespace "
      "   AND r.rulename <> '_RETURN'"};
  EXPECT_THAT(Names(kTriggers), IsEmpty());
  EXPECT_THAT(Names(kRules), IsEmpty());
}

TEST(Schema, KeepsPersonalDataOutOfReports) {
  // The tables behind each view report_* but the one with people, however many
  // views lie between.
  constexpr Statement kSources = {
      "list_sources",
      "WITH RECURSIVE source AS ("
      "  SELECT c.oid FROM pg_class c "
      "   WHERE c.relnamespace = 'rollcall'::regnamespace "
      "     AND c.relkind IN ('v', 'm') AND c.relname LIKE 'report\\_%' "
      "     AND c.relname <> 'report_attendee' "
      "  UNION "
      "  SELECT d.refobjid FROM source "
      "    JOIN pg_rewrite r ON r.ev_class = source.oid "
      "    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass "
      "     AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass) "
      "SELECT oid::regclass::text AS name FROM source"};
  const std::vector<std::string> sources = Names(kSources);
  EXPECT_THAT(sources, IsSupersetOf({"rollcall.report_cell", "rollcall.event",
                                     "rollcall.attendance_rollup"}));
  for (const char* table :
       {"rollcall.person", "rollcall.presence_participant",
        "rollcall.registration", "rollcall.ticket", "rollcall.attendance"}) {
    EXPECT_THAT(sources, ::testing::Not(Contains(table)));
  }
  // Nor what people wrote or presented.
  constexpr Statement kWords = {
      "list_words",
      "SELECT table_name || '.' || column_name AS name "
      "  FROM information_schema.columns WHERE table_schema = 'rollcall' "
      "   AND table_name LIKE 'report\\_%' "
      "   AND table_name <> 'report_attendee' "
      "   AND column_name IN ('email', 'external_id', 'organization', "
      "       'job_title', 'force_reason', 'unknown_credential', 'note', "
      "       'secret', 'code', 'token_hash')"};
  EXPECT_THAT(Names(kWords), IsEmpty());
}

TEST(Schema, KeepsInstantsWithTheirZone) {
  constexpr Statement kZoneless = {
      "list_zoneless",
      "SELECT table_name || '.' || column_name AS name "
      "  FROM information_schema.columns WHERE table_schema = 'rollcall' "
      "   AND (data_type = 'timestamp without time zone' "
      "        OR (column_name LIKE '%\\_time' "
      "            AND data_type <> 'timestamp with time zone'))"};
  EXPECT_THAT(Names(kZoneless), IsEmpty());
}

}  // namespace
}  // namespace rollcall::db
