#include <algorithm>
#include <map>
#include <regex>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

#include "clients/demo/loader.h"
#include "clients/demo/population.h"
#include "rollcall/reporting/v1/report.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/e2e/services.h"
#include "tests/harness/calls.h"
#include "tests/harness/markup.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall {
namespace {

using demo::BucketCounts;
using reporting::v1::Counts;
using reporting::v1::ReportingService;
using testing::Call;
using testing::ChannelTo;
using testing::Finished;
using ::testing::HasSubstr;
using testing::RunProgram;
using testing::Services;

BucketCounts CountsOf(const Counts& counts) {
  BucketCounts plain;
  plain.registered = static_cast<int>(counts.registered_count());
  plain.attended = static_cast<int>(counts.attended_count());
  plain.in_person_only = static_cast<int>(counts.in_person_only_count());
  plain.online_only = static_cast<int>(counts.online_only_count());
  plain.both = static_cast<int>(counts.both_count());
  plain.no_show = static_cast<int>(counts.no_show_count());
  return plain;
}

std::string TextOf(const BucketCounts& counts) {
  return absl::StrCat(counts.registered, " ", counts.attended, " ",
                      counts.in_person_only, " ", counts.online_only, " ",
                      counts.both, " ", counts.no_show);
}

// The rows of a printed report by their labels, the numbers one blank apart;
// bars may follow. Labels that are cut end with `…`.
std::multimap<std::string, std::string> RowsIn(const std::string& report) {
  static const std::regex row(
      "([^0-9]*[^0-9 ]) +((?:[0-9]+ +){5}[0-9]+)(?: +[^0-9 ]+)?");
  std::multimap<std::string, std::string> rows;
  for (const auto& line : absl::StrSplit(report, '\n')) {
    std::smatch match;
    const std::string text(line);
    if (!std::regex_match(text, match, row)) continue;
    rows.emplace(match[1],
                 std::regex_replace(match[2].str(), std::regex(" +"), " "));
  }
  return rows;
}

// The numbers in the rows of `printed` whose labels are `name`, or cut of it.
std::vector<std::string> LinesOf(
    const std::multimap<std::string, std::string>& printed,
    const std::string& name) {
  std::vector<std::string> lines;
  for (const auto& [whole_label, numbers] : printed) {
    absl::string_view label = whole_label;
    const bool is_cut = absl::ConsumeSuffix(&label, "…");
    if (is_cut ? absl::StartsWith(name, label) : name == label) {
      lines.push_back(numbers);
    }
  }
  return lines;
}

// A report without the instant that it is of.
reporting::v1::Report WithoutTime(reporting::v1::Report report) {
  report.mutable_summary()->clear_as_of();
  report.mutable_timeline()->clear_as_of();
  for (auto& part : *report.mutable_breakdowns()) {
    part.mutable_breakdown()->clear_as_of();
  }
  for (auto& session : *report.mutable_sessions()) session.clear_as_of();
  return report;
}

class DemoTest : public ::testing::Test {
 protected:
  Finished RunCommandLine(const std::vector<std::string>& arguments) {
    return RunProgram("rollcall", arguments, services_.ForCommandLine());
  }

  reporting::v1::GetBreakdownResponse BreakDownBy(
      reporting::v1::Dimension dimension) {
    const auto stub =
        ReportingService::NewStub(ChannelTo(services_.reporting.address()));
    reporting::v1::GetBreakdownRequest request;
    reporting::v1::GetBreakdownResponse response;
    request.set_event(demo::kEvent);
    request.add_dimensions(dimension);
    EXPECT_TRUE(
        Call(*stub, &ReportingService::Stub::GetBreakdown, request, &response)
            .ok());
    return response;
  }

  // The report that `rollcall report` writes as JSON.
  reporting::v1::Report Report(std::vector<std::string> arguments) {
    const std::string file = folder_.File("report.json");
    arguments.insert(arguments.begin(), "report");
    arguments.insert(arguments.end(), {"--json", file});
    const Finished finished = RunCommandLine(arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.error;
    reporting::v1::Report report;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(
                    testing::ReadFile(file), &report)
                    .ok());
    return report;
  }

  // What `rollcall` writes to its file for `arguments`, which end with the
  // option that names it.
  std::string FileOf(std::vector<std::string> arguments) {
    const std::string file = folder_.File("file");
    arguments.push_back(file);
    const Finished finished = RunCommandLine(arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.error;
    return testing::ReadFile(file);
  }

  void ExpectAPage(const demo::Tally& tally);
  void ExpectAFrozenReport();
  void ExpectExports(const demo::Tally& tally);

  Services services_;
  testing::ScratchFolder folder_;
};

void DemoTest::ExpectAPage(const demo::Tally& tally) {
  const std::string html = FileOf({"report", demo::kEvent, "--html"});
  EXPECT_EQ(testing::ProblemOf(html), "");
  EXPECT_EQ(testing::PartsOf(html, "<svg class=\"bars\"", "</svg>").size(), 5u);
  EXPECT_EQ(testing::PartsOf(html, "<svg class=\"timeline\"", "</svg>").size(),
            1u);
  EXPECT_THAT(html, HasSubstr(absl::StrCat("<strong>", tally.total.attended,
                                           "</strong> attended")));
  EXPECT_THAT(html, HasSubstr("More than 600 people from 31 countries"));
  const auto countries = testing::TableOf(html, "Counts by country");
  // With a head and a total.
  EXPECT_EQ(countries.size(), tally.by_country.size() + 2);
  for (const char* text : {"<script", "http:", "https:", "src=", "url("}) {
    EXPECT_THAT(html, ::testing::Not(HasSubstr(text)));
  }
}

// What is kept is what the parts of a live report say together.
void DemoTest::ExpectAFrozenReport() {
  const Finished frozen =
      RunCommandLine({"report", demo::kEvent, "--freeze", "--json",
                      folder_.File("frozen.json")});
  ASSERT_EQ(frozen.exit_code, 0) << frozen.error;
  std::smatch match;
  ASSERT_TRUE(
      std::regex_search(frozen.output, match, std::regex("events/[^ \n]+")));
  const auto kept = Report({"--frozen", match[0]});
  const auto live = Report({demo::kEvent});
  std::string difference;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  EXPECT_TRUE(differencer.Compare(WithoutTime(kept), WithoutTime(live)))
      << difference;
  EXPECT_EQ(kept.summary().sectors_size(), 8);
  EXPECT_GT(kept.timeline().buckets_size(), 30);
  EXPECT_EQ(kept.sessions_size(), 4);
}

void DemoTest::ExpectExports(const demo::Tally& tally) {
  const auto lines = [](const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
  };
  const std::string people =
      FileOf({"attendance", "export", "--event", "forum-2022", "-o"});
  EXPECT_EQ(lines(people), tally.total.registered + 1);
  const std::string ledger =
      FileOf({"ledger", "export", "--event", "forum-2022", "-o"});
  // Whoever attended in person entered once, and nobody was refused.
  EXPECT_EQ(lines(ledger), tally.total.in_person_only + tally.total.both + 1);
  EXPECT_EQ(testing::PartsOf(ledger, "\nentry,", "\r").size(),
            static_cast<size_t>(lines(ledger) - 1));
  const Finished audit =
      RunCommandLine({"audit", "rollups", "--event", "forum-2022"});
  EXPECT_EQ(audit.exit_code, 0) << audit.error;
}

// The one test of the demo event: it has a fixed name, so that all that is to
// be shown of it is shown here.
TEST_F(DemoTest, ReportsWhatTheGeneratorIntended) {
  const demo::Tally tally =
      demo::TallyOf(demo::GeneratePopulation(demo::PopulationOptions()));

  // Loading twice ends with the same data.
  for (int run = 0; run < 2; ++run) {
    const Finished loaded = RunCommandLine({"demo", "load"});
    ASSERT_EQ(loaded.exit_code, 0) << loaded.error;
  }
  const Finished report = RunCommandLine({"report", demo::kEvent});
  ASSERT_EQ(report.exit_code, 0) << report.error;
  const auto printed = RowsIn(report.output);

  const std::pair<reporting::v1::Dimension,
                  const std::map<std::string, BucketCounts>*>
      tallies[] = {{reporting::v1::DIMENSION_COUNTRY, &tally.by_country},
                   {reporting::v1::DIMENSION_SECTOR, &tally.by_sector},
                   {reporting::v1::DIMENSION_MODE, &tally.by_mode}};
  size_t rows = 0;
  for (const auto& [dimension, intended] : tallies) {
    const auto breakdown = BreakDownBy(dimension);
    std::map<std::string, BucketCounts> reported;
    for (const auto& row : breakdown.rows()) {
      const BucketCounts counts = CountsOf(row.counts());
      reported[row.values(0).value()] = counts;
      const auto lines = LinesOf(printed, row.values(0).display_name());
      ASSERT_EQ(lines.size(), 1u) << row.values(0).display_name();
      EXPECT_EQ(lines[0], TextOf(counts));
      ++rows;
    }
    EXPECT_EQ(reported, *intended);
    EXPECT_EQ(CountsOf(breakdown.total()), tally.total);
  }
  EXPECT_EQ(rows, 41u);
  // Regions and sessions are printed too, and the total of each of six tables.
  EXPECT_EQ(printed.size(), rows + 5 + 4 + 6);
  EXPECT_EQ(printed.count("total"), 4u);
  EXPECT_EQ(printed.count("sum"), 2u);
  EXPECT_EQ(printed.find("total")->second, TextOf(tally.total));
  EXPECT_EQ(tally.by_country.size(), 31u);
  EXPECT_THAT(report.output,
              HasSubstr("More than 600 people from 31 countries"));

  const Finished called = RunCommandLine(
      {"call", "rollcall.reporting.v1.ReportingService/GetSummary",
       R"({"event": "events/forum-2022"})"});
  EXPECT_EQ(called.exit_code, 0) << called.error;
  EXPECT_THAT(called.output,
              HasSubstr(absl::StrCat("\"attended_count\": \"",
                                     tally.total.attended, "\"")));
  ExpectAPage(tally);
  ExpectAFrozenReport();
  ExpectExports(tally);
}

TEST_F(DemoTest, ExplainsWhatIsWrong) {
  const Finished unknown = RunCommandLine({"report", "events/nowhere"});
  EXPECT_EQ(unknown.exit_code, 3);
  EXPECT_THAT(unknown.error, HasSubstr("EVENT_NOT_FOUND"));
  const Finished malformed = RunCommandLine(
      {"call", "rollcall.reporting.v1.ReportingService/GetBreakdown",
       R"({"event": "forum"})"});
  EXPECT_EQ(malformed.exit_code, 1);
  EXPECT_THAT(malformed.error, HasSubstr("INVALID_FIELD"));
  EXPECT_THAT(malformed.error, HasSubstr("dimensions"));
  EXPECT_EQ(RunCommandLine({"nonsense"}).exit_code, 64);
  EXPECT_EQ(RunCommandLine({"call", "Nothing/AtAll"}).exit_code, 64);
  EXPECT_EQ(RunCommandLine({"--reporting", "127.0.0.1:1", "--registration",
                            "127.0.0.1:1", "report", "events/forum-2022"})
                .exit_code,
            7);
}

}  // namespace
}  // namespace rollcall
