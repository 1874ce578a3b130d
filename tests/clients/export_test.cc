#include <algorithm>
#include <sstream>
#include <string>
#include <sysexits.h>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/cli/exit_code.h"
#include "clients/csv/reader.h"
#include "clients/export/attendance_export.h"
#include "clients/export/ledger_export.h"
#include "tests/clients/reporting_command_fixture.h"

namespace rollcall {
namespace {

using reporting::v1::Attendee;
using reporting::v1::LedgerEntry;
using ::testing::ElementsAre;
using testing::Finished;
using ::testing::HasSubstr;
using testing::ReadFile;

using Records = std::vector<std::vector<std::string>>;

Records RecordsOf(const std::string& text) {
  std::istringstream in(text);
  csv::Reader reader(in);
  csv::Record record;
  Records records;
  while (reader.Next(record) == csv::Reader::Outcome::kRecord) {
    records.push_back(record.fields);
  }
  return records;
}

// The cells of the row that `entry` becomes, by their columns; those that are
// not empty.
std::map<std::string, std::string> CellsOf(const LedgerEntry& entry) {
  std::ostringstream out;
  exports::WriteLedgerHeader(out);
  exports::WriteLedgerEntry(entry, out);
  const Records records = RecordsOf(out.str());
  std::map<std::string, std::string> cells;
  for (size_t i = 0; i < records[0].size(); ++i) {
    if (!records[1][i].empty()) cells[records[0][i]] = records[1][i];
  }
  return cells;
}

class ReportingExportTest : public testing::ReportingCommandFixture {
 protected:
  // Two people in each of three batches.
  void ServePeople() {
    for (int i = 0; i < 6; ++i) {
      if (i % 2 == 0) reporting_.attendance.emplace_back();
      auto& attendee = *reporting_.attendance.back().add_attendees();
      attendee.set_registration(absl::StrCat("events/e/registrations/", i));
      attendee.set_display_name(absl::StrCat("=1+", i));
    }
  }
};

TEST_F(ReportingExportTest, WritesEachPersonOnceThoughTheStreamBreaks) {
  ServePeople();
  reporting_.break_after = {1, 0, 1};
  const Finished finished = Run({"attendance", "export", "--event", "e",
                                 "--session", "events/e/sessions/panel"});
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_THAT(reporting_.resume_tokens, ElementsAre("", "1", "1", "2"));
  EXPECT_EQ(reporting_.export_request.event(), "events/e");
  EXPECT_EQ(reporting_.export_request.session(), "events/e/sessions/panel");
  const Records records = RecordsOf(finished.output);
  ASSERT_EQ(records.size(), 7u);
  EXPECT_EQ(records[0][0], "registration");
  for (size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(records[i + 1][0], absl::StrCat("events/e/registrations/", i));
  }
  EXPECT_THAT(finished.output, HasSubstr(",'=1+0,"));
}

TEST_F(ReportingExportTest, GivesUpWhenThereIsNoProgress) {
  ServePeople();
  reporting_.break_after = {1, 0, 0, 0, 0, 0, 0};
  const std::string file = folder_.File("people.csv");
  const Finished finished =
      Run({"attendance", "export", "--event", "e", "--output-file", file});
  EXPECT_EQ(finished.exit_code, cli::kExitUnavailable);
  EXPECT_EQ(reporting_.resume_tokens.size(), 5u);
  // There is no file that looks complete.
  EXPECT_EQ(Run({"event", "update", file}).exit_code, EX_IOERR);
}

TEST_F(ReportingExportTest, WritesTheHeaderForNobody) {
  const std::string file = folder_.File("people.csv");
  EXPECT_EQ(Run({"attendance", "export", "-e", "e", "-o", file}).exit_code, 0);
  EXPECT_EQ(RecordsOf(ReadFile(file)).size(), 1u);
  EXPECT_EQ(Run({"ledger", "export", "-e", "e", "-o", file}).exit_code, 0);
  EXPECT_EQ(RecordsOf(ReadFile(file)).size(), 1u);
}

TEST_F(ReportingExportTest, WritesHowAPersonAttended) {
  Attendee attendee;
  attendee.set_registration("events/e/registrations/1");
  attendee.set_display_name("李, 四");
  attendee.set_email("@si");
  attendee.set_organization("+Org");
  attendee.set_job_title("-");
  attendee.set_external_id("X");
  attendee.set_country_code("CN");
  attendee.set_sector_id("academia");
  attendee.set_delegation("events/e/delegations/d");
  attendee.set_mode(type::v1::MODE_IN_PERSON);
  attendee.set_confirmed(true);
  attendee.set_attendance(Attendee::ATTENDANCE_BOTH);
  attendee.mutable_online_duration()->set_seconds(90);
  attendee.mutable_in_person_duration()->set_seconds(5);
  attendee.mutable_first_time()->set_seconds(1662168600);
  std::ostringstream out;
  exports::WriteAttendee(attendee, out);
  EXPECT_EQ(out.str(),
            "events/e/registrations/1,\"李, 四\",'@si,'+Org,'-,X,CN,academia,"
            "events/e/delegations/d,in_person,yes,both,90,5,"
            "2022-09-03T01:30:00Z,\r\n");
}

TEST_F(ReportingExportTest, WritesTheLedgerThoughTheStreamBreaks) {
  for (int i = 0; i < 3; ++i) {
    auto& entry = *reporting_.ledger.emplace_back().add_entries();
    entry.mutable_decision()->set_scan_id(absl::StrCat("scan-", i));
    entry.mutable_decision()->set_gate("=North");
  }
  reporting_.break_after = {2};
  const Finished finished = Run({"ledger", "export", "--event", "e"});
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_THAT(reporting_.resume_tokens, ElementsAre("", "2"));
  const Records records = RecordsOf(finished.output);
  ASSERT_EQ(records.size(), 4u);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_THAT(records[i + 1], ::testing::Contains(absl::StrCat("scan-", i)));
  }
  EXPECT_THAT(finished.output, HasSubstr(",'=North,"));
}

TEST(LedgerExport, WritesADecision) {
  using checkin::v1::Decision;
  LedgerEntry entry;
  auto& decision = *entry.mutable_decision();
  decision.set_scan_id("s");
  decision.set_session("events/e/sessions/venue");
  decision.set_registration("events/e/registrations/1");
  decision.set_device("events/e/devices/d");
  decision.set_gate("North");
  decision.set_direction(Decision::DIRECTION_ENTRY);
  decision.set_outcome(Decision::OUTCOME_REFUSED);
  decision.set_reason(Decision::REVOKED);
  decision.add_all_reasons(Decision::REVOKED);
  decision.add_all_reasons(Decision::ALREADY_INSIDE);
  decision.set_force_requested(true);
  decision.set_offline(true);
  decision.set_quarantined(true);
  decision.set_attempt_of("before");
  decision.mutable_scan_time()->set_seconds(1662168600);
  decision.mutable_receive_time()->set_seconds(1662168601);
  EXPECT_THAT(CellsOf(entry), (std::map<std::string, std::string>{
                                  {"kind", "refusal"},
                                  {"time", "2022-09-03T01:30:00Z"},
                                  {"receive_time", "2022-09-03T01:30:01Z"},
                                  {"session", "events/e/sessions/venue"},
                                  {"registration", "events/e/registrations/1"},
                                  {"device", "events/e/devices/d"},
                                  {"gate", "North"},
                                  {"scan_id", "s"},
                                  {"direction", "entry"},
                                  {"outcome", "refused"},
                                  {"reasons", "revoked;already_inside"},
                                  {"force_requested", "yes"},
                                  {"offline", "yes"},
                                  {"quarantined", "yes"},
                                  {"attempt_of", "before"}}));
  decision.Clear();
  decision.set_outcome(Decision::OUTCOME_EXITED);
  decision.set_anomaly(Decision::ANOMALY_EXIT_WITHOUT_ENTRY);
  decision.set_forced(true);
  EXPECT_THAT(CellsOf(entry), (std::map<std::string, std::string>{
                                  {"kind", "exit"},
                                  {"outcome", "exited"},
                                  {"forced", "yes"},
                                  {"anomaly", "exit_without_entry"}}));
  decision.set_outcome(Decision::OUTCOME_ADMITTED);
  EXPECT_EQ(CellsOf(entry)["kind"], "entry");
}

TEST(LedgerExport, WritesAnAnnulmentAndAConflict) {
  using checkin::v1::Conflict;
  LedgerEntry entry;
  auto& annulment = *entry.mutable_annulment();
  annulment.set_device("d");
  annulment.set_scan_id("s");
  annulment.set_annulling_device("other");
  annulment.set_forced(true);
  annulment.mutable_annul_time()->set_seconds(1662168600);
  EXPECT_THAT(CellsOf(entry), (std::map<std::string, std::string>{
                                  {"kind", "annulment"},
                                  {"time", "2022-09-03T01:30:00Z"},
                                  {"device", "d"},
                                  {"scan_id", "s"},
                                  {"annulling_device", "other"},
                                  {"forced", "yes"}}));
  auto& conflict = *entry.mutable_conflict();
  conflict.set_name("events/e/conflicts/c");
  conflict.set_kind(Conflict::KIND_DUPLICATE_OFFLINE);
  conflict.set_state(Conflict::STATE_RESOLVED);
  conflict.set_scan_id("s");
  conflict.set_canonical_device("first");
  conflict.set_canonical_scan_id("f");
  conflict.mutable_canonical_scan_time()->set_seconds(1662168600);
  EXPECT_THAT(CellsOf(entry), (std::map<std::string, std::string>{
                                  {"kind", "conflict"},
                                  {"scan_id", "s"},
                                  {"conflict", "events/e/conflicts/c"},
                                  {"conflict_kind", "duplicate_offline"},
                                  {"conflict_state", "resolved"},
                                  {"canonical_device", "first"},
                                  {"canonical_scan_id", "f"},
                                  {"canonical_time", "2022-09-03T01:30:00Z"}}));
}

TEST_F(ReportingExportTest, ListsWhoAttended) {
  auto& attendee = *reporting_.listed.add_attendees();
  attendee.set_display_name("李四");
  attendee.set_attendance(Attendee::ATTENDANCE_BOTH);
  attendee.mutable_online_duration()->set_seconds(90);
  const Finished finished =
      Run({"attendance", "list", "--event", "e", "--attendance", "both",
           "--attendance", "online only", "--country", "CN"});
  EXPECT_EQ(finished.exit_code, 0) << finished.error;
  EXPECT_THAT(finished.output, HasSubstr("李四"));
  EXPECT_THAT(finished.output, HasSubstr("BOTH"));
  EXPECT_EQ(reporting_.list_request.event(), "events/e");
  EXPECT_THAT(
      reporting_.list_request.attendances(),
      ElementsAre(Attendee::ATTENDANCE_BOTH, Attendee::ATTENDANCE_ONLINE_ONLY));
  EXPECT_THAT(reporting_.list_request.filter().country_codes(),
              ElementsAre("CN"));
}

TEST_F(ReportingExportTest, EndsAnAuditByWhatItFound) {
  const auto audit = [this](std::vector<std::string> more) {
    more.insert(more.begin(), {"audit", "rollups", "--event", "e"});
    return Run(more);
  };
  reporting_.audit.set_sum_count(12);
  const Finished clean = audit({});
  EXPECT_EQ(clean.exit_code, 0) << clean.error;
  EXPECT_THAT(clean.output, HasSubstr("difference_count         0\n"));
  EXPECT_THAT(clean.output, HasSubstr("sum_count                12\n"));
  EXPECT_FALSE(reporting_.audit_request.repair());

  auto& difference = *reporting_.audit.add_differences();
  difference.set_sum("people session=panel");
  difference.set_number("person_count");
  difference.set_recounted_count(3);
  reporting_.audit.set_difference_count(1);
  const Finished differs = audit({});
  EXPECT_EQ(differs.exit_code, cli::kExitDiffers);
  EXPECT_THAT(differs.output, HasSubstr("people session=panel"));

  reporting_.audit.set_repaired(true);
  EXPECT_EQ(audit({"--repair"}).exit_code, 0);
  EXPECT_TRUE(reporting_.audit_request.repair());
  // This is never mended.
  reporting_.audit.set_mislaid_person_count(1);
  EXPECT_EQ(audit({"--repair"}).exit_code, cli::kExitDiffers);
  reporting_.audit.Clear();
  reporting_.audit.set_miscounted_person_count(1);
  EXPECT_EQ(audit({}).exit_code, cli::kExitDiffers);
}

TEST_F(ReportingExportTest, ShowsWhatEachNumberOfASummaryIsOf) {
  auto& summary = *reporting_.report.mutable_summary();
  summary.mutable_total()->mutable_online_duration()->set_seconds(60);
  summary.mutable_excluded()->mutable_online_duration()->set_seconds(90);
  const Finished shown = Run({"summary", "get", "--event", "e"});
  EXPECT_EQ(shown.exit_code, 0) << shown.error;
  EXPECT_THAT(shown.output,
              ::testing::ContainsRegex("^online_duration +60s\n"));
  EXPECT_THAT(shown.output,
              ::testing::ContainsRegex("\nexcluded.online_duration +90s\n"));
}

TEST_F(ReportingExportTest, GoesOnWhereAWatchBrokeOff) {
  for (const int64_t version : {41, 42, 43}) {
    auto& summary = *reporting_.watched.emplace_back().mutable_summary();
    summary.set_data_version(version);
    summary.mutable_total()->set_attended_count(version);
  }
  const auto watch = [this](const std::string& output) {
    return Run({"summary", "watch", "--event", "e", "--limit", "3", "--output",
                output});
  };
  const Finished table = watch("table");
  EXPECT_EQ(table.exit_code, 0) << table.error;
  EXPECT_THAT(table.output, ::testing::ContainsRegex("AS OF +ATTENDED.*\n"
                                                     "- +41 .*\n"
                                                     "- +42 .*\n"
                                                     "- +43 .*\n$"));
  const Records records = RecordsOf(watch("csv").output);
  ASSERT_EQ(records.size(), 4u);
  EXPECT_EQ(records[0][1], "summary.total.attended_count");
  EXPECT_EQ(records[3][1], "43");
  // One document a line.
  const std::string lines = watch("json").output;
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 3);
}

}  // namespace
}  // namespace rollcall
