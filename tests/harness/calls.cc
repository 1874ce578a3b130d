#include "tests/harness/calls.h"

#include <chrono>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/error_details.h"

namespace rollcall::testing {
namespace {

// The first detail of type Detail.
template <typename Detail>
Detail DetailOf(const grpc::Status& status) {
  google::rpc::Status wire;
  Detail found;
  if (!grpc::ExtractErrorDetails(status, &wire).ok()) return found;
  for (const auto& detail : wire.details()) {
    if (detail.UnpackTo(&found)) return found;
  }
  return Detail();
}

// Long enough to try again on a machine with much else to do; whoever is not
// there is not waited for longer.
constexpr std::chrono::seconds kConnecting(10);

// Arguments of channels that share no connection, and connect again soon.
grpc::ChannelArguments OwnConnections() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 500);
  return arguments;
}

}  // namespace

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address) {
  auto channel = grpc::CreateCustomChannel(
      address, grpc::InsecureChannelCredentials(), OwnConnections());
  // gRPC 1.51 looks at the errno of connect() after it has allocated memory,
  // and what a thread allocates first may look for files of the system: where
  // there are none, a connection that is under way is taken for one that failed
  // with «No such file or directory». Here it is tried again.
  channel->WaitForConnected(std::chrono::system_clock::now() + kConnecting);
  return channel;
}

std::shared_ptr<grpc::Channel> ChannelToAny(
    const std::vector<std::string>& addresses) {
  grpc::ChannelArguments arguments = OwnConnections();
  arguments.SetLoadBalancingPolicyName("round_robin");
  // About as often as the services allow.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 11000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 2000);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  return grpc::CreateCustomChannel(
      absl::StrCat("ipv4:", absl::StrJoin(addresses, ",")),
      grpc::InsecureChannelCredentials(), arguments);
}

std::unique_ptr<grpc::ClientContext> NewContext(const std::string& token) {
  auto context = std::make_unique<grpc::ClientContext>();
  context->AddMetadata("authorization", "Bearer " + token);
  context->set_deadline(std::chrono::system_clock::now() +
                        std::chrono::seconds(60));
  return context;
}

std::string ReasonOf(const grpc::Status& status) {
  return DetailOf<google::rpc::ErrorInfo>(status).reason();
}

std::map<std::string, std::string> MetadataOf(const grpc::Status& status) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  return {info.metadata().begin(), info.metadata().end()};
}

google::rpc::BadRequest BadRequestOf(const grpc::Status& status) {
  return DetailOf<google::rpc::BadRequest>(status);
}

}  // namespace rollcall::testing
