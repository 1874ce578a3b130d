#include "tests/harness/health.h"

#include <stdexcept>

#include "absl/synchronization/notification.h"
#include "google/protobuf/wrappers.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"

#include "tests/harness/calls.h"

namespace rollcall::testing {

Health HealthOf(const std::shared_ptr<grpc::Channel>& channel,
                const std::string& service) {
  // No .proto for it is packaged; on the wire its messages are these.
  google::protobuf::StringValue request;
  google::protobuf::UInt32Value response;
  request.set_value(service);
  grpc::TemplatedGenericStub<google::protobuf::StringValue,
                             google::protobuf::UInt32Value>
      stub(channel);
  const auto context = NewContext("nobody's token");
  grpc::Status result;
  absl::Notification done;
  stub.UnaryCall(context.get(), "/grpc.health.v1.Health/Check", {}, &request,
                 &response, [&](const grpc::Status& status) {
                   result = status;
                   done.Notify();
                 });
  done.WaitForNotification();
  if (result.error_code() == grpc::StatusCode::NOT_FOUND) {
    return Health::kUnknownService;
  }
  if (!result.ok()) throw std::runtime_error(result.error_message());
  return static_cast<Health>(response.value());
}

}  // namespace rollcall::testing
