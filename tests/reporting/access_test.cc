#include "gmock/gmock.h"
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

TEST(AccessTest, RefusesEveryMethodWithoutAValidToken) {
  ExpectUnauthenticated(&Stub::GetSummary);
  ExpectUnauthenticated(&Stub::GetBreakdown);
  ExpectUnauthenticated(&Stub::GetCommunique);
}

}  // namespace
}  // namespace rollcall::reporting
