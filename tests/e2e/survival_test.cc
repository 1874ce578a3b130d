#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/uuid.h"
#include "rollcall/checkin/v1/presence_service.grpc.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/e2e/services.h"
#include "tests/harness/calls.h"
#include "tests/harness/forum.h"

namespace rollcall {
namespace {

using checkin::v1::CheckInService;
using checkin::v1::Decision;
using testing::Call;
using testing::ChannelTo;
using testing::Forum;
using ::testing::HasSubstr;
using testing::NewContext;
using ::testing::Not;
using testing::ReasonOf;
using testing::ServiceProcess;

checkin::v1::CheckInRequest ScanOf(Forum& forum) {
  checkin::v1::CheckInRequest request;
  request.set_session(forum.Session("venue"));
  request.set_ticket(
      forum.TicketOf(forum.Register(type::v1::MODE_IN_PERSON)).text());
  request.set_device(forum.Device(1));
  request.set_gate("North");
  request.set_direction(Decision::DIRECTION_ENTRY);
  request.set_scan_id(NewUuid());
  request.mutable_scan_time()->set_seconds(forum.start_seconds());
  return request;
}

TEST(SurvivalTest, GivesTheSameDecisionAfterTheServiceWasKilled) {
  const ServiceProcess registration("registration");
  Forum forum(ChannelTo(registration.address()));
  const checkin::v1::CheckInRequest request = ScanOf(forum);
  checkin::v1::CheckInResponse first;
  {
    ServiceProcess checkin("checkin");
    const auto stub = CheckInService::NewStub(ChannelTo(checkin.address()));
    ASSERT_TRUE(
        Call(*stub, &CheckInService::Stub::CheckIn, request, &first).ok());
    checkin.Kill();
    checkin::v1::CheckInResponse none;
    EXPECT_EQ(Call(*stub, &CheckInService::Stub::CheckIn, request, &none)
                  .error_code(),
              grpc::StatusCode::UNAVAILABLE);
  }
  const ServiceProcess restarted("checkin");
  const auto stub = CheckInService::NewStub(ChannelTo(restarted.address()));
  checkin::v1::CheckInResponse second;
  ASSERT_TRUE(
      Call(*stub, &CheckInService::Stub::CheckIn, request, &second).ok());
  EXPECT_EQ(first.decision().outcome(), Decision::OUTCOME_ADMITTED);
  EXPECT_TRUE(second.replayed());
  EXPECT_EQ(second.decision().SerializeAsString(),
            first.decision().SerializeAsString());
}

// The client does not know whether its scans were decided when the service is
// killed under them; its retries settle every one, and nobody is admitted
// twice.
TEST(SurvivalTest, SettlesScansThatWereUnderWayWhenTheServiceWasKilled) {
  constexpr int kPeople = 24;
  const ServiceProcess registration("registration");
  Forum forum(ChannelTo(registration.address()));
  std::vector<checkin::v1::CheckInRequest> requests;
  for (int i = 0; i < kPeople; ++i) requests.push_back(ScanOf(forum));

  std::vector<Decision> acknowledged(kPeople);
  {
    ServiceProcess checkin("checkin");
    std::vector<std::thread> threads;
    for (int i = 0; i < kPeople; ++i) {
      threads.emplace_back([&, i] {
        const auto stub = CheckInService::NewStub(ChannelTo(checkin.address()));
        checkin::v1::CheckInResponse response;
        if (Call(*stub, &CheckInService::Stub::CheckIn, requests[i], &response)
                .ok()) {
          acknowledged[i] = response.decision();
        }
      });
    }
    // One answer is enough to know that the others are under way.
    threads[0].join();
    checkin.Kill();
    for (int i = 1; i < kPeople; ++i) threads[i].join();
  }
  ASSERT_EQ(acknowledged[0].outcome(), Decision::OUTCOME_ADMITTED);

  const ServiceProcess restarted("checkin");
  const auto stub = CheckInService::NewStub(ChannelTo(restarted.address()));
  for (int i = 0; i < kPeople; ++i) {
    checkin::v1::CheckInResponse response;
    ASSERT_TRUE(
        Call(*stub, &CheckInService::Stub::CheckIn, requests[i], &response)
            .ok());
    EXPECT_EQ(response.decision().outcome(), Decision::OUTCOME_ADMITTED);
    if (acknowledged[i].outcome() == Decision::OUTCOME_UNSPECIFIED) continue;
    EXPECT_TRUE(response.replayed());
    EXPECT_EQ(response.decision().SerializeAsString(),
              acknowledged[i].SerializeAsString());
  }
  const ServiceProcess reporting("reporting");
  const auto reports =
      reporting::v1::ReportingService::NewStub(ChannelTo(reporting.address()));
  reporting::v1::GetSummaryRequest summary_request;
  reporting::v1::GetSummaryResponse summary;
  summary_request.set_event(forum.name());
  ASSERT_TRUE(Call(*reports, &reporting::v1::ReportingService::Stub::GetSummary,
                   summary_request, &summary)
                  .ok());
  EXPECT_EQ(summary.total().in_person_only_count(), kPeople);
}

TEST(SurvivalTest, AdmitsATicketOnceFrom64ThreadsOnTwoProcesses) {
  const ServiceProcess registration("registration");
  const ServiceProcess doors[] = {ServiceProcess("checkin"),
                                  ServiceProcess("checkin")};
  Forum forum(ChannelTo(registration.address()));
  const checkin::v1::CheckInRequest prototype = ScanOf(forum);
  const std::unique_ptr<CheckInService::Stub> stubs[] = {
      CheckInService::NewStub(ChannelTo(doors[0].address())),
      CheckInService::NewStub(ChannelTo(doors[1].address()))};
  std::vector<Decision> decisions(64);
  std::vector<std::thread> threads;
  for (int i = 0; i < 64; ++i) {
    threads.emplace_back([&, i] {
      checkin::v1::CheckInRequest request = prototype;
      request.set_scan_id(NewUuid());
      request.set_device(forum.Device(i));
      checkin::v1::CheckInResponse response;
      const grpc::Status status = Call(
          *stubs[i % 2], &CheckInService::Stub::CheckIn, request, &response);
      EXPECT_TRUE(status.ok()) << ReasonOf(status);
      decisions[i] = response.decision();
    });
  }
  for (std::thread& thread : threads) thread.join();
  int admitted = 0;
  int inside = 0;
  for (const Decision& decision : decisions) {
    admitted += decision.outcome() == Decision::OUTCOME_ADMITTED ? 1 : 0;
    inside += decision.reason() == Decision::ALREADY_INSIDE ? 1 : 0;
  }
  EXPECT_EQ(admitted, 1);
  EXPECT_EQ(inside, 63);
}

TEST(SurvivalTest, DrainsOnSigterm) {
  ServiceProcess registration("registration");
  { const Forum forum(ChannelTo(registration.address())); }
  EXPECT_EQ(registration.Terminate(), 0);
  EXPECT_THAT(registration.Log(), HasSubstr("\"stopped\""));
}

TEST(SurvivalTest, LogsNoTokenAndNoPersonalData) {
  const ServiceProcess registration("registration");
  const ServiceProcess checkin("checkin");
  Forum forum(ChannelTo(registration.address()));
  const checkin::v1::CheckInRequest request = ScanOf(forum);
  const auto stub = CheckInService::NewStub(ChannelTo(checkin.address()));
  checkin::v1::CheckInResponse response;
  ASSERT_TRUE(
      Call(*stub, &CheckInService::Stub::CheckIn, request, &response).ok());
  const auto context = NewContext("a-wrong-token");
  EXPECT_EQ(ReasonOf(stub->CheckIn(context.get(), request, &response)),
            "UNAUTHENTICATED_CALL");
  const std::string log = registration.Log() + checkin.Log();
  EXPECT_THAT(log, HasSubstr("CheckInService/CheckIn"));
  for (const std::string& secret :
       {std::string(testing::kToken), std::string("a-wrong-token"),
        Forum::EmailOf(1), std::string("A person"), request.ticket()}) {
    EXPECT_THAT(log, Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace rollcall
