#include "common/rpc/grpc_status.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/error_details.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "common/rpc/refusal_log.h"
#include "common/status/error.h"
#include "nlohmann/json.hpp"
#include "tests/common/reporting_server.h"

namespace rollcall::rpc {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::internal::CaptureStderr;
using ::testing::internal::GetCapturedStderr;

template <typename Detail>
Detail DetailOf(const grpc::Status& status) {
  google::rpc::Status wire;
  Detail found;
  EXPECT_TRUE(grpc::ExtractErrorDetails(status, &wire).ok());
  for (const auto& detail : wire.details()) {
    if (detail.Is<Detail>()) {
      EXPECT_TRUE(detail.UnpackTo(&found));
    }
  }
  return found;
}

// The lines logged while `body` ran.
template <typename Body>
std::vector<json> LogOf(const Body& body) {
  CaptureStderr();
  body();
  std::vector<json> lines;
  const std::string text = GetCapturedStderr();
  for (const auto line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    lines.push_back(json::parse(std::string(line)));
  }
  return lines;
}

// `count` violations, every part long and of characters of three bytes.
absl::Status LongViolations(int count) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "界";
  return InvalidFields(std::vector<FieldViolation>(count, {text, text}));
}

TEST(ToGrpcStatus, IsOkForOk) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
}

TEST(ToGrpcStatus, KeepsCodeTextAndReason) {
  const grpc::Status status = ToGrpcStatus(
      Error(error::v1::EVENT_NOT_FOUND, "No such event.", {{"event", "a"}}));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), "No such event.");
  EXPECT_EQ(testing::ReasonOf(status), "EVENT_NOT_FOUND");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).metadata().at("event"),
            "a");
}

TEST(ToGrpcStatus, ReachesTheClientWithAnyNumberOfViolations) {
  for (const int count : {1, 3, 5, 6, 7, 1000}) {
    ReportingServer server([&](const Call&) { return LongViolations(count); });
    const grpc::Status status = server.GetSummary();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT)
        << count << ": " << status.error_message();
    EXPECT_EQ(testing::ReasonOf(status), "INVALID_FIELD") << count;
    EXPECT_GE(testing::BadRequestOf(status).field_violations_size(),
              count == 1 ? 1 : 3)
        << count;
  }
}

TEST(ToGrpcStatus, HidesWhatAFaultSays) {
  for (const absl::Status& fault :
       {absl::InternalError("ada@example.org is there already"),
        absl::UnknownError("ada@example.org"),
        absl::NotFoundError("ada@example.org"),
        absl::OutOfRangeError("ada@example.org")}) {
    grpc::Status status;
    const auto lines = LogOf([&] { status = ToGrpcStatus(fault); });
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
    EXPECT_EQ(testing::ReasonOf(status), "INTERNAL_FAULT");
    EXPECT_THAT(status.error_message(), Not(HasSubstr("ada@example.org")));
    EXPECT_THAT(status.error_details(), Not(HasSubstr("ada@example.org")));

    const std::string reference =
        DetailOf<google::rpc::ErrorInfo>(status).metadata().at("reference");
    EXPECT_TRUE(ParseUuid(reference)) << reference;
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0]["severity"], "error");
    EXPECT_EQ(lines[0]["reference"], reference);
    EXPECT_EQ(lines[0]["cause"], std::string(fault.message()));
    EXPECT_EQ(lines[0]["code"], absl::StatusCodeToString(fault.code()));
  }
}

TEST(ToGrpcStatus, GivesEachFaultAReferenceOfItsOwn) {
  std::string first;
  std::string second;
  const auto lines = LogOf([&] {
    first = ToGrpcStatus(absl::InternalError("a")).error_details();
    second = ToGrpcStatus(absl::InternalError("a")).error_details();
  });
  EXPECT_NE(first, second);
  EXPECT_EQ(lines.size(), 2u);
}

TEST(CallWatch, WritesOneLineACall) {
  std::vector<json> lines;
  {
    ReportingServer server([](const Call&) { return absl::OkStatus(); });
    lines = LogOf([&] { EXPECT_TRUE(server.GetSummary().ok()); });
  }
  ASSERT_EQ(lines.size(), 1u);
  const json& line = lines[0];
  EXPECT_EQ(line["message"], "call");
  EXPECT_EQ(line["severity"], "info");
  EXPECT_EQ(line["method"],
            "/rollcall.reporting.v1.ReportingService/GetSummary");
  EXPECT_EQ(line["code"], "OK");
  EXPECT_FALSE(line.contains("reason"));
  EXPECT_GE(line["duration_us"], 0);
}

TEST(CallWatch, TellsTheReasonOfAnError) {
  ReportingServer server([](const Call&) {
    return Error(error::v1::EVENT_NOT_FOUND, "No such event.",
                 {{"event", "hunter2"}});
  });
  const auto lines = LogOf([&] { EXPECT_FALSE(server.GetSummary().ok()); });
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["severity"], "warning");
  EXPECT_EQ(lines[0]["code"], "NOT_FOUND");
  EXPECT_EQ(lines[0]["reason"], "EVENT_NOT_FOUND");
}

TEST(CallWatch, WritesSomeLinesOfManyCallsThatAreTurnedAway) {
  constexpr int kCalls = 300;
  ReportingServer server(
      [](const Call&) { return Overloaded(absl::Milliseconds(10)); });
  const auto lines = LogOf([&] {
    for (int i = 0; i < kCalls; ++i) EXPECT_FALSE(server.GetSummary().ok());
  });
  EXPECT_LT(lines.size(), kCalls);
  ASSERT_GE(lines.size(), RefusalLog::kRate.burst);
  EXPECT_EQ(lines[0]["reason"], "OVERLOADED");
  EXPECT_FALSE(lines[0].contains("left_out"));
}

TEST(CallWatch, TellsTheReasonOfAMethodThatIsNotBuilt) {
  ReportingServer server([](const Call&) { return absl::OkStatus(); });
  const auto lines = LogOf([&] { server.GetTimeline(); });
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["code"], "UNIMPLEMENTED");
  EXPECT_EQ(lines[0]["reason"], "METHOD_NOT_BUILT");
}

TEST(CallWatch, TellsThatARequestCannotBeRead) {
  ReportingServer server([](const Call&) { return absl::OkStatus(); });
  reporting::v1::GetSummaryRequest request;
  request.set_event("events/caf\xE9");
  const grpc::Status status = server.GetSummary(request);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(testing::ReasonOf(status), "INVALID_FIELD");
}

TEST(CallWatch, SaysNothingOfRequestCallerOrText) {
  ReportingServer server([](const Call&) {
    return Error(error::v1::EVENT_NOT_FOUND, "text-hunter2",
                 {{"event", "metadata-hunter2"}});
  });
  reporting::v1::GetSummaryRequest request;
  request.set_event("request-hunter2");
  const auto lines = LogOf([&] {
    server.GetSummary(request);
    server.GetSummary(request, testing::NewContext("token-hunter2"));
  });
  ASSERT_EQ(lines.size(), 2u);
  for (const json& line : lines) {
    EXPECT_THAT(line.dump(), Not(HasSubstr("hunter2")));
    EXPECT_THAT(line.dump(), Not(HasSubstr(testing::kToken)));
    EXPECT_THAT(line.dump(), Not(HasSubstr("127.0.0.1")));
  }
  EXPECT_EQ(lines[1]["reason"], "UNAUTHENTICATED_CALL");
}

}  // namespace
}  // namespace rollcall::rpc
