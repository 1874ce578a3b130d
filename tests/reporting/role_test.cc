#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/harness/sql.h"
#include "tests/reporting/hall.h"

// What the reporting service may do in the database.
namespace rollcall::reporting {
namespace {

using rollcall::testing::ExecuteSql;

// The columns of the schema that `role` has `privilege` on, of relations whose
// names match.
std::string ColumnsOf(const std::string& role, const std::string& privilege,
                      const std::string& pattern) {
  return ExecuteSql(absl::StrCat(
      "SELECT coalesce(string_agg(DISTINCT c.relname::text, ','"
      "                           ORDER BY c.relname::text), '')"
      "  FROM pg_class c"
      "  JOIN pg_namespace n ON n.oid = c.relnamespace"
      "  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
      " WHERE n.nspname = 'rollcall' AND c.relkind IN ('r', 'v')"
      "   AND c.relname ~ '",
      pattern, "' AND has_column_privilege('", role, "', c.oid, a.attnum, '",
      privilege, "')"));
}

TEST(RoleTest, SeesPeopleInOneViewAlone) {
  const char* const with_personal_data =
      "^(person|presence_participant|decision|annulment|conflict|ticket|"
      "delegation|report_attendee)$";
  EXPECT_EQ(ColumnsOf("rollcall_reporting", "SELECT", with_personal_data),
            "report_attendee");
  EXPECT_EQ(
      ColumnsOf("rollcall_reporting_writer", "SELECT", with_personal_data), "");
}

// Also of tables that later migrations add: whoever adds a column that says who
// somebody is to one of these has to think of it.
TEST(RoleTest, ReadsWhatReportsNeed) {
  EXPECT_EQ(ColumnsOf("rollcall_reporting", "SELECT", "^"),
            "agenda_session,attendance,event,frozen_report,presence_interval,"
            "registration,report_annulment,report_attendee,report_cell,"
            "report_cell_part,"
            "report_conflict,report_connection,report_decision,"
            "report_delegation,report_event,report_minute,"
            "report_minute_part,report_sector,"
            "report_session,report_session_pair,report_staleness,"
            "report_version,schema_migration,session_measure");
  EXPECT_EQ(ExecuteSql("SELECT string_agg(column_name::text, ','"
                       "                  ORDER BY column_name::text)"
                       "  FROM information_schema.column_privileges"
                       " WHERE grantee = 'rollcall_reporting'"
                       "   AND table_name = 'event'"),
            "event_id,time_zone");
}

TEST(RoleTest, WritesNothingButReportsAndSums) {
  for (const char* privilege : {"INSERT", "UPDATE"}) {
    EXPECT_EQ(ColumnsOf("rollcall_reporting", privilege, "^"), "");
  }
  EXPECT_EQ(ColumnsOf("rollcall_reporting_writer", "INSERT", "^"),
            "attendance,attendance_rollup,audit_batch,audit_entry,audit_head,"
            "frozen_report,presence_rollup,rollup_repair,rollup_version,"
            "session_pair_rollup");
  EXPECT_EQ(ColumnsOf("rollcall_reporting_writer", "UPDATE", "^"),
            "attendance,attendance_rollup,audit_head,presence_rollup,"
            "registration,rollup_repair,rollup_version,session_pair_rollup");
}

}  // namespace
}  // namespace rollcall::reporting
