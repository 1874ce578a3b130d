#include "common/rpc/call_tally.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/common/reporting_server.h"
#include "tests/harness/metrics.h"

namespace rollcall::rpc {
namespace {

using testing::NewContext;
using testing::Samples;
using testing::SamplesOf;

constexpr char kCalls[] = "rollcall_calls_total";

Samples Told(const Server& server) {
  return SamplesOf([&](metrics::Page& page) { server.AddMetrics(page); });
}

// How many calls of a method ended so; -1 when nothing is told of that.
double CallsOf(const Samples& samples, const std::string& method,
               const std::string& code, const std::string& reason = "") {
  const auto found =
      samples.find(absl::StrCat(kCalls, "{method=\"", method, "\",code=\"",
                                code, "\",reason=\"", reason, "\"}"));
  return found == samples.end() ? -1 : found->second;
}

TEST(CallTally, TellsWhatBecameOfCalls) {
  absl::Status answer;
  ReportingServer server([&](const Call&) { return answer; });
  Samples samples = Told(server.server());
  const std::string method = "ReportingService.GetSummary";
  EXPECT_EQ(CallsOf(samples, method, "OK"), 0);
  EXPECT_EQ(CallsOf(samples, method, "INTERNAL", "INTERNAL_FAULT"), 0);

  server.GetSummary();
  server.GetSummary();
  answer = absl::InternalError("a secret");
  server.GetSummary();
  answer = Overloaded(absl::Seconds(1));
  server.GetSummary();
  server.GetSummary({}, NewContext("nobody's"));
  server.GetTimeline();
  samples = Told(server.server());
  EXPECT_EQ(CallsOf(samples, method, "OK"), 2);
  EXPECT_EQ(CallsOf(samples, method, "INTERNAL", "INTERNAL_FAULT"), 1);
  EXPECT_EQ(CallsOf(samples, method, "RESOURCE_EXHAUSTED", "OVERLOADED"), 1);
  EXPECT_EQ(CallsOf(samples, method, "UNAUTHENTICATED", "UNAUTHENTICATED_CALL"),
            1);
  EXPECT_EQ(CallsOf(samples, "ReportingService.GetTimeline", "UNIMPLEMENTED",
                    "METHOD_NOT_BUILT"),
            1);
  EXPECT_EQ(samples.at(absl::StrCat("rollcall_call_seconds_count{method=\"",
                                    method, "\"}")),
            5);
}

TEST(CallTally, TellsNoTimeOfStreams) {
  ReportingServer server([](const Call&) { return absl::OkStatus(); });
  const auto context = NewContext();
  const auto reader = server.stub().ExportLedger(context.get(), {});
  reader->Finish();
  const Samples samples = Told(server.server());
  const std::string method = "ReportingService.ExportLedger";
  EXPECT_EQ(CallsOf(samples, method, "UNIMPLEMENTED", "METHOD_NOT_BUILT"), 1);
  EXPECT_EQ(samples.count(absl::StrCat("rollcall_call_seconds_count{method=\"",
                                       method, "\"}")),
            0u);
}

// Whatever callers think of is one method.
TEST(CallTally, KnowsTheMethodsOfItsServicesAlone) {
  CallTally tally(
      {"rollcall.reporting.v1.ReportingService", "no.such.Service"});
  MethodTally& other = tally.Of("unknown");
  EXPECT_EQ(&tally.Of(""), &other);
  EXPECT_EQ(&tally.Of("/rollcall.reporting.v1.ReportingService/Nothing"),
            &other);
  EXPECT_EQ(&tally.Of("/rollcall.checkin.v1.CheckInService/CheckIn"), &other);
  EXPECT_EQ(&tally.Of("/grpc.health.v1.Health/Check"), &other);
  EXPECT_NE(&tally.Of("/rollcall.reporting.v1.ReportingService/GetSummary"),
            &other);
  EXPECT_TRUE(tally.Has("/rollcall.reporting.v1.ReportingService/GetSummary"));
  EXPECT_FALSE(tally.Has("/rollcall.checkin.v1.CheckInService/CheckIn"));
  // gRPC sends any number as a code.
  other.Answer(static_cast<absl::StatusCode>(77),
               error::v1::ERROR_REASON_UNSPECIFIED, absl::ZeroDuration());
  const Samples samples =
      SamplesOf([&](metrics::Page& page) { tally.AddTo(page); });
  EXPECT_EQ(CallsOf(samples, "other", "UNKNOWN"), 1);
}

TEST(CallTally, TellsHowManyCallsAreOpen) {
  ReportingServer* serving = nullptr;
  const std::string open =
      "rollcall_calls_open{method=\"ReportingService.GetSummary\"}";
  double meanwhile = -1;
  ReportingServer server([&](const Call&) {
    meanwhile = Told(serving->server()).at(open);
    return absl::OkStatus();
  });
  serving = &server;
  EXPECT_TRUE(server.GetSummary().ok());
  EXPECT_EQ(meanwhile, 1);
  // A call is over some time after its answer has come; ctest ends a test that
  // waits for ever.
  while (Told(server.server()).at(open) != 0) {
  }
}

TEST(Server, TellsWhetherItServes) {
  ReportingServer server([](const Call&) { return absl::OkStatus(); });
  for (const bool serving : {true, false}) {
    server.server().SetServing(serving);
    EXPECT_EQ(Told(server.server()).at("rollcall_serving"), serving);
  }
}

}  // namespace
}  // namespace rollcall::rpc
