#include <memory>

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

#include "tests/harness/calls.h"
#include "tests/reporting/hall.h"

namespace rollcall::reporting {
namespace {

using rollcall::testing::NewContext;
using rollcall::testing::ReasonOf;
using Stub = v1::ReportingService::Stub;

// Calls `method` with what would be refused for its content, too.
template <typename Request, typename Response>
void ExpectUnauthenticated(grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                        const Request&,
                                                        Response*)) {
  ReportServer server;
  const auto context = NewContext("another-token-0123456789abcdef-0123456789");
  Response response;
  const grpc::Status status =
      (server.stub().*method)(context.get(), Request(), &response);
  EXPECT_EQ(ReasonOf(status), "UNAUTHENTICATED_CALL")
      << Request::descriptor()->full_name();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

// As above, for a stream.
template <typename Request, typename Response>
void ExpectUnauthenticated(std::unique_ptr<grpc::ClientReader<Response>> (
    Stub::*method)(grpc::ClientContext*, const Request&)) {
  ReportServer server;
  const auto context = NewContext("another-token-0123456789abcdef-0123456789");
  const auto reader = (server.stub().*method)(context.get(), Request());
  Response response;
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_EQ(ReasonOf(reader->Finish()), "UNAUTHENTICATED_CALL")
      << Request::descriptor()->full_name();
}

TEST(AccessTest, RefusesEveryMethodWithoutAValidToken) {
  ExpectUnauthenticated(&Stub::GetSummary);
  ExpectUnauthenticated(&Stub::GetBreakdown);
  ExpectUnauthenticated(&Stub::GetTimeline);
  ExpectUnauthenticated(&Stub::GetSessionReport);
  ExpectUnauthenticated(&Stub::ListAttendance);
  ExpectUnauthenticated(&Stub::ExportAttendance);
  ExpectUnauthenticated(&Stub::ExportLedger);
  ExpectUnauthenticated(&Stub::WatchSummary);
  ExpectUnauthenticated(&Stub::FreezeReport);
  ExpectUnauthenticated(&Stub::GetFrozenReport);
  ExpectUnauthenticated(&Stub::GetCommunique);
  ExpectUnauthenticated(&Stub::AuditRollups);
  const auto* service =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
          v1::ReportingService::service_full_name());
  ASSERT_NE(service, nullptr);
  EXPECT_EQ(service->method_count(), 12) << "add the new one";
}

}  // namespace
}  // namespace rollcall::reporting
