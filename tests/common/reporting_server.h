#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "common/rpc/call.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/harness/instance.h"

namespace rollcall::rpc {

using Answer = std::function<absl::Status(const Call&)>;

// A server whose one method that is built, GetSummary, does as the test says.
class ReportingServer : public testing::Instance {
 public:
  using Api = reporting::v1::ReportingService;

  explicit ReportingServer(Answer answer,
                           const testing::InstanceOptions& options = {})
      : Instance(options) {
    std::vector<HostedService> services;
    services.push_back(
        Host<Api>(std::make_unique<Service>(guard(), std::move(answer))));
    Start(std::move(services));
    stub_ = Api::NewStub(NewChannel());
  }

  Api::Stub& stub() { return *stub_; }

  // Calls GetSummary, with a good token and a long deadline unless told
  // otherwise.
  grpc::Status GetSummary(
      const reporting::v1::GetSummaryRequest& request = {},
      std::unique_ptr<grpc::ClientContext> context = testing::NewContext()) {
    reporting::v1::GetSummaryResponse response;
    return stub_->GetSummary(context.get(), request, &response);
  }

  // Calls a method that is not built.
  grpc::Status GetTimeline(
      std::unique_ptr<grpc::ClientContext> context = testing::NewContext()) {
    reporting::v1::GetTimelineResponse response;
    return stub_->GetTimeline(context.get(), {}, &response);
  }

 private:
  class Service : public Api::Service {
   public:
    Service(const auth::Guard& guard, Answer answer)
        : guard_(guard), answer_(std::move(answer)) {}

    grpc::Status GetSummary(grpc::ServerContext* context,
                            const reporting::v1::GetSummaryRequest* request,
                            reporting::v1::GetSummaryResponse*) override {
      return Serve(*context, guard_, *request, answer_);
    }

   private:
    const auth::Guard& guard_;
    const Answer answer_;
  };

  std::unique_ptr<Api::Stub> stub_;
};

}  // namespace rollcall::rpc
