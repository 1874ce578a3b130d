#include "tests/harness/metrics.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "tests/e2e/metrics_fixture.h"
#include "tests/harness/calls.h"
#include "tests/harness/http.h"

namespace rollcall {
namespace {

using testing::DatabaseUrl;
using testing::HttpAnswer;
using testing::HttpGet;
using testing::OwnAddress;
using testing::Samples;
using testing::SamplesAt;
using testing::ServiceProcess;

using MetricsTest = testing::MetricsFixture;

std::string Decided(const std::string& outcome, const std::string& reason,
                    const std::string& kind) {
  return absl::StrCat("rollcall_decisions_total{outcome=\"", outcome,
                      "\",reason=\"", reason, "\",session_kind=\"", kind,
                      "\"}");
}

TEST_F(MetricsTest, TellWhatDoorsHaveDone) {
  HaveScans();
  HaveUploads();
  const Samples told = SamplesAt(checkin_.MetricsAddress());
  EXPECT_EQ(told.at(Decided("ADMITTED", "", "VENUE")), 3);
  EXPECT_EQ(told.at(Decided("ADMITTED", "ALREADY_INSIDE", "VENUE")), 1);
  EXPECT_EQ(told.at(Decided("REFUSED", "ALREADY_INSIDE", "VENUE")), 1);
  EXPECT_EQ(told.at(Decided("REFUSED", "INVALID_CODE", "VENUE")), 1);
  EXPECT_EQ(told.at(Decided("ADMITTED", "", "PANEL")), 1);
  EXPECT_EQ(told.at("rollcall_decision_replays_total"), 1);
  EXPECT_EQ(told.at("rollcall_decisions_forced_total"), 1);
  EXPECT_EQ(told.at("rollcall_decisions_offline_total"), 2);
  // Those by lanes were one after the other.
  EXPECT_EQ(told.at("rollcall_lane_call_seconds_count{lane=\"door\"}"), 6);
  EXPECT_EQ(told.at("rollcall_lane_batch_size_sum{lane=\"door\"}"), 6);
  EXPECT_EQ(told.at("rollcall_lane_batch_seconds_count{lane=\"door\"}"), 6);
  EXPECT_EQ(told.at("rollcall_lane_queued{lane=\"door\"}"), 0);
  EXPECT_EQ(told.at("rollcall_lane_turned_away_total{lane=\"door\"}"), 0);
  EXPECT_EQ(told.at("rollcall_transactions_total{pool=\"door\"}"), 6);
  EXPECT_EQ(told.at("rollcall_pool_connections_in_use{pool=\"door\"}"), 0);
  EXPECT_GE(told.at("rollcall_pool_connections_opened_total{pool=\"door\"}"),
            1);
  EXPECT_EQ(told.at("rollcall_pool_wait_seconds_count{pool=\"door\"}"), 6);
}

TEST_F(MetricsTest, TellWhatPlatformsHaveReported) {
  HaveOnlinePresence();
  const Samples told = SamplesAt(checkin_.MetricsAddress());
  const auto events = [&](const std::string& outcome) {
    return told.at(absl::StrCat("rollcall_presence_events_total{outcome=\"",
                                outcome, "\"}"));
  };
  EXPECT_EQ(events("RECORDED"), 3);
  EXPECT_EQ(events("UNMATCHED"), 1);
  EXPECT_EQ(events("DUPLICATE"), 4);
  EXPECT_EQ(events("REJECTED"), 0);
  const auto written = [&](const std::string& end) {
    return told.at(absl::StrCat(
        "rollcall_presence_intervals_written_total{end_source=\"", end, "\"}"));
  };
  EXPECT_EQ(written("LEAVE"), 1);
  EXPECT_EQ(written("SESSION_END"), 1);
  EXPECT_EQ(written("NONE"), 0);
  EXPECT_EQ(told.at("rollcall_lane_batch_size_sum{lane=\"presence\"}"), 8);
}

TEST_F(MetricsTest, TellWhatWaitsForSomebody) {
  HaveUploads();
  HaveOnlinePresence();
  HaveItGoOn();
  // A job looks at once after a start.
  const ServiceProcess other("checkin", DatabaseUrl(), OwnAddress(), Telling());
  Samples told;
  const std::string conflicts =
      "rollcall_conflicts_open{kind=\"DUPLICATE_OFFLINE\"}";
  while (told.count(conflicts) == 0) told = SamplesAt(other.MetricsAddress());
  // Other tests may have such events, too.
  EXPECT_GE(told.at(conflicts), 1);
  EXPECT_GE(told.at("rollcall_presence_connections_unmatched"), 1);
  EXPECT_GE(told.at("rollcall_job_steps_total{name=\"count_open_matters\","
                    "result=\"done\"}"),
            1);
}

TEST_F(MetricsTest, TellThatMemoryIsGivenBack) {
  for (const std::string& address : MetricsAddresses()) {
    // At the start the first time; ctest ends a test that waits for ever.
    while (
        SamplesAt(address).at("rollcall_job_steps_total{name=\"return_memory\","
                              "result=\"done\"}") < 1) {
    }
  }
}

TEST_F(MetricsTest, TellOfReportsAndAudits) {
  forum_.Register(type::v1::MODE_IN_PERSON);
  HaveReports();
  const Samples told = SamplesAt(reporting_.MetricsAddress());
  const auto audits = [&](const std::string& result) {
    return told.at(
        absl::StrCat("rollcall_rollup_audits_total{result=\"", result, "\"}"));
  };
  EXPECT_EQ(audits("equal"), 1);
  EXPECT_EQ(audits("different"), 1);
  EXPECT_EQ(audits("repaired"), 1);
  EXPECT_GE(told.at("rollcall_rollup_audit_last_differences"), 1);
  EXPECT_GE(told.at("rollcall_rollup_audit_last_timestamp_seconds"),
            told.at("process_start_time_seconds") - 1);
  EXPECT_EQ(told.at("rollcall_calls_total{method=\"ReportingService.GetSummary"
                    "\",code=\"OK\",reason=\"\"}"),
            1);
  EXPECT_EQ(told.at("rollcall_calls_total{method=\"ReportingService.GetSummary"
                    "\",code=\"UNAUTHENTICATED\",reason=\"UNAUTHENTICATED_CALL"
                    "\"}"),
            1);
  EXPECT_EQ(told.at("rollcall_serving"), 1);
  EXPECT_EQ(told.at("rollcall_pool_connections_max{pool=\"write\"}"), 2);
  EXPECT_GE(told.at("rollcall_transactions_total{pool=\"tokens\"}"), 1);
}

// Nothing that callers say is in a name, and nothing of people.
TEST_F(MetricsTest, HaveLabelsOfTheProgramAlone) {
  HaveScans();
  HaveOnlinePresence();
  HaveReports();
  for (const std::string& address : MetricsAddresses()) {
    const HttpAnswer answer = HttpGet(address, "/metrics");
    EXPECT_LT(answer.body.size(), size_t{256} << 10);
    for (const std::string& word :
         {EventId(), std::string("@"), std::string("guest"),
          std::string("broadcast"), std::string("ABCD-EFGH-J"),
          std::string("nobody's"), std::string(testing::kToken)}) {
      EXPECT_EQ(answer.body.find(word), std::string::npos) << word;
    }
  }
}

TEST_F(MetricsTest, AreToldUntilTheEnd) {
  const std::string address = checkin_.MetricsAddress();
  EXPECT_EQ(HttpGet(address, "/metrics").status, 200);
  EXPECT_EQ(checkin_.Terminate(), 0);
  EXPECT_EQ(HttpGet(address, "/metrics").status, 0);
}

TEST(MetricsFlagTest, IsNeededForAnyToBeTold) {
  const ServiceProcess reporting("reporting");
  EXPECT_EQ(reporting.MetricsAddress(), "");
}

}  // namespace
}  // namespace rollcall
