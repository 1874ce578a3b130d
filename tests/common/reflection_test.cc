#include <string>

#include "grpcpp/completion_queue.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"

#include "common/rpc/server.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "tests/harness/calls.h"

namespace rollcall::rpc {
namespace {

using reporting::v1::ReportingService;

// Asks grpc.reflection for the names of all services; no .proto for it is
// packaged, and one request with one answer is on the wire as a unary call is.
grpc::Status ListServices(const std::string& address, std::string* answer) {
  // ServerReflectionRequest{list_services: ""}
  const grpc::Slice slice(std::string("\x3a\x00", 2));
  const grpc::ByteBuffer request(&slice, 1);
  grpc::GenericStub stub(
      grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  const auto context = testing::NewContext();
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareUnaryCall(
      context.get(),
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", request,
      &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  grpc::Slice bytes;
  if (status.ok() && response.DumpToSingleSlice(&bytes).ok()) {
    *answer = std::string(bytes.begin(), bytes.end());
  }
  return status;
}

std::unique_ptr<Server> StartServer(const auth::Guard& guard, bool reflection) {
  ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.reflection = reflection;
  std::vector<HostedService> services;
  services.push_back(
      Host<ReportingService>(std::make_unique<ReportingService::Service>()));
  auto server = Server::Start(options, guard, std::move(services));
  EXPECT_TRUE(server.ok()) << server.status();
  return *std::move(server);
}

TEST(ServerReflection, IsThereWhenAskedForOnly) {
  const auth::Guard guard(testing::kToken);
  std::string answer;
  const auto closed = StartServer(guard, false);
  EXPECT_EQ(ListServices(closed->address(), &answer).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
  const auto open = StartServer(guard, true);
  const grpc::Status status = ListServices(open->address(), &answer);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_NE(answer.find(ReportingService::service_full_name()),
            std::string::npos);
}

}  // namespace
}  // namespace rollcall::rpc
