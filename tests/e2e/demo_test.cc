#include <map>
#include <regex>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "clients/demo/loader.h"
#include "clients/demo/population.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/e2e/services.h"
#include "tests/harness/calls.h"

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

// The rows of a printed report by their labels, the numbers one blank apart.
std::multimap<std::string, std::string> RowsIn(const std::string& report) {
  static const std::regex row("([^0-9]*[^0-9 ]) +((?:[0-9]+ +){5}[0-9]+)");
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

  Services services_;
};

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
      const auto lines = printed.equal_range(row.values(0).display_name());
      ASSERT_EQ(std::distance(lines.first, lines.second), 1)
          << row.values(0).display_name();
      EXPECT_EQ(lines.first->second, TextOf(counts));
      ++rows;
    }
    EXPECT_EQ(reported, *intended);
    EXPECT_EQ(CountsOf(breakdown.total()), tally.total);
  }
  // Each table has a line for its total, too.
  EXPECT_EQ(printed.size(), rows + 3);
  EXPECT_EQ(printed.count("total"), 3u);
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
