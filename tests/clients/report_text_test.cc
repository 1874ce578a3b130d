#include "clients/report/report_text.h"

#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

#include "clients/csv/reader.h"
#include "clients/report/report_csv.h"
#include "clients/report/report_json.h"
#include "clients/report/table.h"
#include "clients/text/bar.h"
#include "clients/text/width.h"
#include "tests/clients/sample_report.h"

namespace rollcall::report {
namespace {

using reporting::v1::Report;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::SamplePublicReport;
using testing::SampleReport;

std::string Text(const Report& report, const Origin& origin = {}) {
  std::ostringstream out;
  WriteText(report, origin, out);
  return out.str();
}

// The line of `text` that begins with `label`, its blanks one each.
std::string LineOf(const std::string& text, const std::string& label) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (!absl::StartsWith(line, label)) continue;
    const std::vector<std::string> parts =
        absl::StrSplit(line, ' ', absl::SkipEmpty());
    return absl::StrJoin(parts, " ");
  }
  return "";
}

TEST(ReportText, FitsEightyColumns) {
  Origin origin;
  origin.frozen_name = "events/sample/frozenReports/1";
  for (const Report& report : {SampleReport(), SamplePublicReport()}) {
    for (const absl::string_view line :
         absl::StrSplit(Text(report, origin), '\n')) {
      EXPECT_LE(text::DisplayWidth(line), 80u) << line;
    }
  }
}

TEST(ReportText, HasEveryTableWithItsNumbers) {
  const std::string text = Text(SampleReport());
  EXPECT_THAT(text, HasSubstr("Unique attendees 90 of 100 registered, from 4 "
                              "countries\n"));
  EXPECT_THAT(LineOf(text, "in person "),
              HasSubstr("in person 40 36 30 0 6 4 █"));
  EXPECT_THAT(LineOf(text, "Nepal"), HasSubstr("Nepal 60 56 20 32 4 4 █"));
  EXPECT_THAT(LineOf(text, "中国"), HasSubstr("中国 20 18 5 12 1 2 █"));
  EXPECT_THAT(LineOf(text, "Opening"),
              HasSubstr("Opening 100 60 20 40 0 40 █"));
  EXPECT_THAT(LineOf(text, "2022-09-03"), HasSubstr("100 90 30 54 6 10 █"));
  EXPECT_THAT(LineOf(text, "academia"), "academia 0 0 0 0 0 0");
  EXPECT_THAT(LineOf(text, "total"), "total 100 90 30 54 6 10");
  EXPECT_THAT(text, HasSubstr("\nIntergovernmental Com… "));
  EXPECT_THAT(text, HasSubstr("\nAs of 2022-09-03 12:00:00 UTC, data version "
                              "41\n"));
}

TEST(ReportText, AlignsNumbersInEveryScript) {
  const std::string text = Text(SampleReport());
  size_t column = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StartsWith(line, "Country ")) {
      column = line.find("registered") + 10;
    }
    for (const char* label : {"Nepal ", "中国 ", "مصر ", "Intergovern"}) {
      if (!absl::StartsWith(line, label)) continue;
      ASSERT_GT(column, 0u);
      // The number ends where its head ends.
      size_t bytes = 0;
      while (text::DisplayWidth(line.substr(0, bytes)) < column) ++bytes;
      EXPECT_TRUE(absl::ascii_isdigit(line[bytes - 1])) << line;
      EXPECT_EQ(line[bytes], ' ') << line;
    }
  }
  EXPECT_GT(column, 0u);
}

TEST(ReportText, DrawsTheTimelineInTheTimeOfTheEvent) {
  const std::string text = Text(SampleReport());
  EXPECT_EQ(LineOf(text, "09:00"),
            absl::StrCat("09:00 10 ", text::BlockBar(10, 70, 50)));
  EXPECT_EQ(LineOf(text, "10:00"),
            absl::StrCat("10:00 70 ", text::BlockBar(70, 70, 50)));
  EXPECT_EQ(LineOf(text, "16:00"), "16:00 0");
  EXPECT_THAT(text, HasSubstr("\npeak 70 at 10:20\n"));
}

TEST(ReportText, SaysWhatIsHidden) {
  const std::string text = Text(SamplePublicReport());
  EXPECT_THAT(text, HasSubstr("Unique attendees hidden of 115 registered\n"));
  EXPECT_THAT(LineOf(text, "Cland"), HasSubstr("Cland 80 70 20 40 10 █"));
  EXPECT_THAT(LineOf(text, "Bland"), HasSubstr("Bland 30 20 · · · █"));
  EXPECT_EQ(LineOf(text, "Aland"), "Aland · · · · ·");
  EXPECT_EQ(LineOf(text, "total"), "total 115 · · · ·");
  EXPECT_THAT(text, HasSubstr("· is a number that is not published"));
  EXPECT_THAT(text, Not(HasSubstr("no-show")));
  EXPECT_THAT(text, Not(HasSubstr("confirmed")));
  EXPECT_THAT(Text(SampleReport()), Not(HasSubstr("·")));
}

TEST(ReportText, SendsTheTerminalNoCommands) {
  Report report = SampleReport();
  report.mutable_event()->set_title("Forum\033[2J");
  report.mutable_event()->set_theme("\033]0;x\007");
  report.mutable_event()->set_time_zone("Asia/\033Kathmandu");
  report.set_communique("\x9b\033c");
  report.mutable_summary()->mutable_sectors(0)->set_display_name("\033c");
  report.mutable_breakdowns(1)
      ->mutable_breakdown()
      ->mutable_rows(0)
      ->mutable_values(0)
      ->set_display_name("\033[31m\r\n");
  const std::string text = Text(report);
  EXPECT_THAT(text, Not(HasSubstr("\033")));
  EXPECT_THAT(text, Not(HasSubstr("\r")));
}

TEST(ReportText, ListsWhatChangedSince) {
  Origin origin;
  origin.frozen_name = "events/sample/frozenReports/1";
  origin.sha256 = "ab12";
  auto& adjustment = origin.adjustments.emplace_back();
  *adjustment.mutable_frozen() = testing::CountsOf(10, 5, 0, 0);
  *adjustment.mutable_current() = testing::CountsOf(10, 5, 1, 0);
  origin.compared_time = absl::FromUnixSeconds(1662206400);
  const std::string text = Text(SampleReport(), origin);
  EXPECT_THAT(text, HasSubstr("until 2022-09-03 17:45:00 +05:45\n"));
  EXPECT_THAT(text,
              HasSubstr("\neverybody: attended 5 → 6, online 0 → 1, no-show 5 "
                        "→ 4\n"));
  EXPECT_THAT(text, HasSubstr("\nKept as events/sample/frozenReports/1\n"
                              "SHA-256 ab12\n"));
  origin.adjustments.clear();
  EXPECT_THAT(Text(SampleReport(), origin),
              HasSubstr("\nNothing has changed until 2022-09-03 17:45:00"));
  origin.compared_time.reset();
  EXPECT_THAT(Text(SampleReport(), origin), Not(HasSubstr("changed")));
}

TEST(ReportText, TellsOfAnEventWithoutAnybody) {
  const std::string text = Text(Report());
  EXPECT_THAT(text, HasSubstr("Unique attendees 0 of 0 registered"));
  EXPECT_THAT(text, Not(HasSubstr("Most at once")));
}

std::vector<std::string> LabelsOf(const Report& report,
                                  reporting::v1::Dimension dimension) {
  std::vector<std::string> labels;
  for (const Table& table : TablesOf(report)) {
    if (table.dimension != dimension) continue;
    for (const Row& row : table.rows) labels.push_back(row.label);
  }
  return labels;
}

TEST(ReportTable, HasTheOrderInWhichPeopleRead) {
  const Report report = SampleReport();
  EXPECT_THAT(
      LabelsOf(report, reporting::v1::DIMENSION_COUNTRY),
      ElementsAre("Nepal", "中国", "مصر", testing::kLongName, "unknown"));
  EXPECT_THAT(LabelsOf(report, reporting::v1::DIMENSION_REGION),
              ElementsAre("Asia", "Africa", "unknown"));
  // The event's own order, with a sector of nobody.
  EXPECT_THAT(LabelsOf(report, reporting::v1::DIMENSION_SECTOR),
              ElementsAre(testing::kFormula, "academia", "unknown"));
  EXPECT_THAT(LabelsOf(report, reporting::v1::DIMENSION_SESSION),
              ElementsAre("Opening", "Closing"));
  // Of whom it is hidden how many attended, nobody knows a place.
  EXPECT_THAT(LabelsOf(SamplePublicReport(), reporting::v1::DIMENSION_COUNTRY),
              ElementsAre("Cland", "Bland", "Aland"));
}

// The records of a CSV file without line ends.
std::vector<std::vector<std::string>> RecordsOf(const std::string& text) {
  std::istringstream in(text);
  csv::Reader reader(in);
  csv::Record record;
  std::vector<std::vector<std::string>> records;
  while (reader.Next(record) == csv::Reader::Outcome::kRecord) {
    records.push_back(record.fields);
  }
  return records;
}

std::string CsvOf(const Report& report) {
  std::ostringstream out;
  WriteCsv(report, out);
  return out.str();
}

TEST(ReportCsv, HasEveryRow) {
  const auto records = RecordsOf(CsvOf(SampleReport()));
  EXPECT_THAT(
      records[0],
      ElementsAre("section", "dimension", "value", "display_name", "registered",
                  "confirmed", "attended", "in_person_only", "online_only",
                  "both", "no_show", "partial", "online_seconds", "hidden"));
  EXPECT_THAT(records[1],
              ElementsAre("summary", "", "", "everybody", "100", "100", "90",
                          "30", "54", "6", "10", "0", "7265", ""));
  EXPECT_THAT(records, ::testing::Contains(ElementsAre(
                           "breakdown", "country", "CN", "中国", "20", "20",
                           "18", "5", "12", "1", "2", "0", "0", "")));
  EXPECT_THAT(records, ::testing::Contains(ElementsAre(
                           "breakdown", "country", "", "unknown", "2", "2", "1",
                           "1", "0", "0", "1", "0", "0", "")));
  EXPECT_THAT(records, ::testing::Contains(ElementsAre(
                           "total", "region", "", "total", "100", "100", "90",
                           "30", "54", "6", "10", "0", "0", "")));
  // A header, a summary, 16 rows and 6 totals.
  EXPECT_EQ(records.size(), 24u);
}

TEST(ReportCsv, NeutralizesFormulas) {
  const std::string csv = CsvOf(SampleReport());
  EXPECT_THAT(csv, HasSubstr(",\"'=HYPERLINK("));
  EXPECT_THAT(csv, Not(HasSubstr(",=")));
  EXPECT_THAT(csv, Not(HasSubstr(",\"=")));
}

TEST(ReportCsv, LeavesHiddenCellsEmpty) {
  const auto records = RecordsOf(CsvOf(SamplePublicReport()));
  ASSERT_EQ(records.size(), 6u);
  EXPECT_THAT(records[2],
              ElementsAre("breakdown", "country", "CC", "Cland", "80", "", "70",
                          "20", "40", "10", "", "", "", ""));
  EXPECT_THAT(records[3],
              ElementsAre("breakdown", "country", "BB", "Bland", "30", "", "20",
                          "", "", "", "", "", "", "ways"));
  EXPECT_THAT(records[4], ElementsAre("breakdown", "country", "AA", "Aland", "",
                                      "", "", "", "", "", "", "", "", "all"));
  EXPECT_THAT(records[5],
              ElementsAre("total", "country", "", "total", "115", "", "", "",
                          "", "", "", "", "", "attended"));
}

TEST(ReportJson, ReadsBackAsTheReport) {
  for (const Report& report : {SampleReport(), SamplePublicReport()}) {
    std::ostringstream out;
    WriteJson(report, out);
    Report read;
    ASSERT_TRUE(
        google::protobuf::util::JsonStringToMessage(out.str(), &read).ok());
    EXPECT_TRUE(
        google::protobuf::util::MessageDifferencer::Equals(read, report));
  }
}

TEST(TextWidth, CutsBetweenCharacters) {
  EXPECT_EQ(text::Cut("Kenya", 5), "Kenya");
  EXPECT_EQ(text::Cut("Kenya", 4), "Ken…");
  EXPECT_EQ(text::Cut("中华人民", 6), "中华…");
  EXPECT_EQ(text::Cut("Zoe\u0308!!", 4), "Zoe\u0308…");
  EXPECT_EQ(text::Cut("Kenya", 1), "…");
}

TEST(TextWidth, WrapsWords) {
  EXPECT_THAT(text::Wrap("one two  three\nfour", 7),
              ElementsAre("one two", "three", "four"));
  EXPECT_THAT(text::Wrap("中华人民共和国 a", 6),
              ElementsAre("中华人", "民共和", "国 a"));
  EXPECT_THAT(text::Wrap("", 6), ElementsAre());
}

TEST(TextBar, IsAsLongAsItsNumberIsLarge) {
  EXPECT_EQ(text::BlockBar(0, 10, 4), "");
  EXPECT_EQ(text::BlockBar(1, 1000, 4), "▏");
  EXPECT_EQ(text::BlockBar(5, 10, 4), "██");
  EXPECT_EQ(text::BlockBar(10, 10, 4), "████");
  EXPECT_EQ(text::BlockBar(9, 16, 4), "██▎");
  EXPECT_EQ(text::BlockBar(3, 0, 4), "");
  EXPECT_EQ(text::LineBar(1, 1000, 4), "╸");
  EXPECT_EQ(text::LineBar(5, 8, 4), "━━╸");
  EXPECT_EQ(text::LineBar(10, 10, 4), "━━━━");
}

}  // namespace
}  // namespace rollcall::report
