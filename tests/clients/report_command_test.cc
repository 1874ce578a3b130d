#include <filesystem>
#include <string>
#include <sysexits.h>
#include <vector>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"

#include "clients/cli/exit_code.h"
#include "common/base/hash.h"
#include "tests/clients/reporting_command_fixture.h"
#include "tests/clients/sample_report.h"

namespace rollcall {
namespace {

using reporting::v1::Report;
using ::testing::Each;
using testing::Finished;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ReadFile;

constexpr char kFrozen[] = "events/sample/frozenReports/1";

// What reading a report live makes of `report`: the versions and instants of
// its parts are those of the answers.
Report WithVersions(Report report, int64_t version) {
  report.mutable_summary()->set_data_version(version);
  for (auto& part : *report.mutable_breakdowns()) {
    part.mutable_breakdown()->set_data_version(version);
  }
  if (report.has_timeline())
    report.mutable_timeline()->set_data_version(version);
  for (auto& session : *report.mutable_sessions()) {
    session.set_data_version(version);
  }
  return report;
}

class ReportCommandTest : public testing::ReportingCommandFixture {
 protected:
  ReportCommandTest() { Serve(testing::SampleReport()); }

  // Answers from `report` from now on.
  void Serve(const Report& report) {
    reporting_.report = report;
    const auto& event = report.event();
    registration_.event.set_name(event.name());
    registration_.event.set_title(event.title());
    registration_.event.set_theme(event.theme());
    registration_.event.set_venue(event.venue());
    registration_.event.set_city(event.city());
    registration_.event.set_time_zone(event.time_zone());
    *registration_.event.mutable_start_time() = event.start_time();
    *registration_.event.mutable_end_time() = event.end_time();
    registration_.sessions.clear();
    for (const char* name : {"venue", "z", "a"}) {
      registration_.sessions.emplace_back().set_name(
          absl::StrCat("events/sample/sessions/", name));
    }
    auto& frozen = *reporting_.frozen.mutable_frozen_report();
    frozen.set_name(kFrozen);
    frozen.set_content(report.SerializeAsString());
    frozen.set_content_sha256(Sha256(frozen.content()));
  }

  // The report that `--json -` writes.
  Report Read(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "report");
    arguments.insert(arguments.end(), {"--json", "-"});
    const Finished finished = Run(arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.error;
    error_ = finished.error;
    Report report;
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(finished.output, &report)
            .ok());
    return report;
  }

  std::string error_;
};

// Compares all, and says what differs.
void ExpectSame(const Report& a, const Report& b) {
  std::string difference;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  EXPECT_TRUE(differencer.Compare(a, b)) << difference;
}

TEST_F(ReportCommandTest, ComposesTheReportFromItsParts) {
  // The fake has no breakdown by delegation, and the real service keeps all by
  // which reports are; their order is the service's.
  const Report read = Read({"sample"});
  Report expected = WithVersions(testing::SampleReport(), 41);
  Report sorted = read;
  for (Report* report : {&expected, &sorted}) {
    std::sort(report->mutable_breakdowns()->begin(),
              report->mutable_breakdowns()->end(),
              [](const auto& a, const auto& b) {
                return a.dimension() < b.dimension();
              });
  }
  ExpectSame(sorted, expected);
  EXPECT_EQ(error_, "");
  // What was read is followed by nothing older.
  EXPECT_EQ(reporting_.min_data_versions[0], 0);
  reporting_.min_data_versions.erase(reporting_.min_data_versions.begin());
  EXPECT_THAT(reporting_.min_data_versions, Each(41));
  EXPECT_THAT(reporting_.audiences, Each(reporting::v1::AUDIENCE_INTERNAL));
}

TEST_F(ReportCommandTest, WaitsForTheVersionThatIsAskedFor) {
  Read({"sample", "--min-data-version", "39"});
  EXPECT_EQ(reporting_.min_data_versions[0], 39);
}

TEST_F(ReportCommandTest, MakesBucketsLongerUntilTheyAreFew) {
  auto& end = *reporting_.report.mutable_event()->mutable_end_time();
  const auto buckets = [&](int hours) {
    end.set_seconds(reporting_.report.event().start_time().seconds() +
                    hours * 3600);
    *registration_.event.mutable_end_time() = end;
    reporting_.timeline_length = absl::Hours(hours);
    return Read({"sample"}).timeline().buckets_size();
  };
  EXPECT_EQ(buckets(50), 200);
  EXPECT_EQ(buckets(51), 102);
  // The service refuses to make so many of a quarter of an hour.
  EXPECT_EQ(buckets(200 * 24), 150);
  reporting_.timeline_length = absl::Hours(24) * 366 * 100000;
  EXPECT_EQ(Run({"report", "sample"}).exit_code, cli::kExitFailed);
}

TEST_F(ReportCommandTest, ShowsTheTimelineOfTheEventThoughSomebodyCameLater) {
  reporting_.timeline_length = absl::Hours(24) * 366 * 4;
  const Report read = Read({"sample"});
  // The eight hours of the event and a day, in quarters.
  EXPECT_EQ(read.timeline().buckets_size(), 32 * 4);
  EXPECT_EQ(read.timeline().buckets(0).start_time().seconds(),
            read.event().start_time().seconds());
}

TEST_F(ReportCommandTest, BeginsAnewWhenTheDataChanges) {
  reporting_.versions = {41, 41, 42};
  const Report read = Read({"sample"});
  EXPECT_EQ(error_, "");
  EXPECT_EQ(read.summary().data_version(), 42);
  EXPECT_EQ(read.breakdowns(0).breakdown().data_version(), 42);
  EXPECT_EQ(reporting_.min_data_versions.back(), 42);
}

TEST_F(ReportCommandTest, BeginsAnewWhenAPageIsGone) {
  reporting_.changes_between_pages = true;
  const Report read = Read({"sample"});
  EXPECT_EQ(error_, "");
  EXPECT_EQ(read.breakdowns_size(), 6);
}

TEST_F(ReportCommandTest, SaysWhenNumbersAreOfSeveralVersions) {
  for (int64_t version = 41; version < 100; ++version) {
    reporting_.versions.push_back(version);
  }
  Read({"sample"});
  EXPECT_THAT(error_, HasSubstr("several versions"));
  const int calls = reporting_.call_count;
  // Once more, and no more than that.
  reporting_.versions = {41};
  reporting_.call_count = 0;
  Read({"sample"});
  EXPECT_EQ(calls, 2 * reporting_.call_count);
}

TEST_F(ReportCommandTest, AsksForWhatAnybodyMaySee) {
  Serve(testing::SamplePublicReport());
  const Report read = Read({"sample", "--public"});
  EXPECT_THAT(reporting_.audiences, Each(reporting::v1::AUDIENCE_PUBLIC));
  EXPECT_EQ(read.audience(), reporting::v1::AUDIENCE_PUBLIC);
  EXPECT_FALSE(read.has_timeline());
  EXPECT_EQ(read.sessions_size(), 0);
  EXPECT_EQ(read.communique(), "");

  reporting_.report.mutable_summary()->clear_total_hidden();
  reporting_.report.set_communique("115 people.");
  EXPECT_EQ(Read({"sample", "--public"}).communique(), "115 people.");
}

TEST_F(ReportCommandTest, ShowsTheTextOnlyWithoutFiles) {
  const Finished shown = Run({"report", "events/sample"});
  EXPECT_EQ(shown.exit_code, 0) << shown.error;
  EXPECT_THAT(shown.output, HasSubstr("Unique attendees 90"));

  const std::string html = folder_.File("report.html");
  const std::string csv = folder_.File("report.csv");
  const Finished written =
      Run({"report", "sample", "--html", html, "--csv", csv});
  EXPECT_EQ(written.exit_code, 0) << written.error;
  EXPECT_EQ(written.output, "");
  EXPECT_THAT(ReadFile(html), HasSubstr("<strong>90</strong> attended"));
  EXPECT_THAT(ReadFile(csv), HasSubstr("summary,,,everybody,100,100,90"));
}

TEST_F(ReportCommandTest, LeavesNoPartOfAFile) {
  const std::string html = folder_.File("report.html");
  testing::WriteFile(html, "before");
  reporting_.frozen.clear_frozen_report();
  EXPECT_EQ(Run({"report", "--frozen", kFrozen, "--html", html}).exit_code,
            cli::kExitNotFound);
  EXPECT_EQ(ReadFile(html), "before");
  EXPECT_EQ(
      Run({"report", "sample", "--html", folder_.File("no/file")}).exit_code,
      EX_IOERR);
}

TEST_F(ReportCommandTest, FreezesAReportAndShowsIt) {
  const Finished shown =
      Run({"report", "sample", "--freeze", "--min-data-version", "7"});
  EXPECT_EQ(shown.exit_code, 0) << shown.error;
  EXPECT_EQ(reporting_.freeze_request.event(), "events/sample");
  EXPECT_EQ(reporting_.freeze_request.min_data_version(), 7);
  EXPECT_EQ(reporting_.freeze_request.request_id().size(), 36u);
  EXPECT_EQ(reporting_.freeze_request.audience(),
            reporting::v1::AUDIENCE_INTERNAL);
  const std::string sha256 = absl::BytesToHexString(
      reporting_.frozen.frozen_report().content_sha256());
  EXPECT_THAT(shown.output, HasSubstr("Unique attendees 90"));
  EXPECT_THAT(shown.output, HasSubstr(kFrozen));
  EXPECT_THAT(shown.output, HasSubstr(sha256));
  // It is what is kept, not what other calls would say.
  EXPECT_EQ(reporting_.call_count, 0);

  const Finished written = Run({"report", "sample", "--freeze", "--public",
                                "--html", folder_.File("report.html")});
  EXPECT_EQ(reporting_.freeze_request.audience(),
            reporting::v1::AUDIENCE_PUBLIC);
  EXPECT_THAT(written.output, HasSubstr(kFrozen));
  EXPECT_THAT(written.output, HasSubstr(sha256));
  const Finished piped = Run({"report", "sample", "--freeze", "--json", "-"});
  EXPECT_THAT(piped.output, Not(HasSubstr(sha256)));
  EXPECT_THAT(piped.error, HasSubstr(sha256));
}

TEST_F(ReportCommandTest, ShowsAFrozenReportAndWhatChangedSince) {
  auto& adjustment = *reporting_.frozen.add_adjustments();
  auto& value = *adjustment.add_values();
  value.set_dimension(reporting::v1::DIMENSION_COUNTRY);
  value.set_display_name("Nepal");
  adjustment.mutable_frozen()->set_attended_count(56);
  adjustment.mutable_current()->set_attended_count(57);
  const Finished shown = Run({"report", "--frozen", kFrozen});
  EXPECT_EQ(shown.exit_code, 0) << shown.error;
  EXPECT_THAT(shown.output, HasSubstr("Unique attendees 90"));
  EXPECT_THAT(shown.output, HasSubstr("\nNepal (country): attended 56 → 57\n"));
  ExpectSame(Read({"--frozen", kFrozen}), testing::SampleReport());
}

TEST_F(ReportCommandTest, TrustsNoContentThatIsNotWhatItsHashSays) {
  auto& frozen = *reporting_.frozen.mutable_frozen_report();
  frozen.mutable_content()->back() ^= 1;
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"report", "--frozen", kFrozen},
        std::vector<std::string>{"report", "sample", "--freeze"}}) {
    const Finished finished = Run(arguments);
    EXPECT_EQ(finished.exit_code, cli::kExitFailed);
    EXPECT_EQ(finished.output, "");
    EXPECT_THAT(finished.error, HasSubstr("SHA-256"));
  }
}

TEST_F(ReportCommandTest, RefusesWhatMakesNoSense) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{
           {},
           {"--public"},
           {"--freeze"},
           {"sample", "--min-data-version", "-1"},
           {"sample", "--html", "-", "--csv", "-"},
           {"--frozen", kFrozen, "--public"},
           {"--frozen", kFrozen, "--freeze"},
           {"--frozen", kFrozen, "--min-data-version", "3"},
           {"other", "--frozen", kFrozen}}) {
    std::vector<std::string> all = {"report"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    EXPECT_EQ(Run(all).exit_code, EX_USAGE) << ::testing::PrintToString(all);
  }
  EXPECT_EQ(reporting_.call_count, 0);
  EXPECT_EQ(reporting_.freeze_request.event(), "");
}

}  // namespace
}  // namespace rollcall
