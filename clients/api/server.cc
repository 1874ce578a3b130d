#include "clients/api/server.h"

#include <chrono>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "grpcpp/support/error_details.h"

#include "service_config_json.h"

namespace rollcall::client {
namespace {

std::shared_ptr<grpc::Channel> Open(const Server& server,
                                    const std::string& address,
                                    grpc::ChannelArguments& arguments) {
  // A connection that is gone without a word is found out, also where nothing
  // is said for long. The services allow a ping every ten seconds.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 15000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 5000);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  if (server.credentials != nullptr) {
    return grpc::CreateCustomChannel(address, server.credentials, arguments);
  }
  // Where http_proxy says otherwise, too, plaintext goes to `address` only.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(),
                                   arguments);
}

}  // namespace

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  std::ifstream file(path);
  std::string token;
  if (!(file >> token)) {
    return absl::NotFoundError(absl::StrCat(
        "Cannot read a token from ", path,
        ": give the file that the services use, with --token-file or "
        "ROLLCALL_TOKEN_FILE."));
  }
  return token;
}

std::string ServiceConfig() { return service_config::kTexts[0]; }

std::shared_ptr<grpc::Channel> OpenChannel(const Server& server,
                                           const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(ServiceConfig());
  return Open(server, address, arguments);
}

std::shared_ptr<grpc::Channel> OpenStreamChannel(const Server& server,
                                                 const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  return Open(server, address, arguments);
}

std::shared_ptr<grpc::Channel> OpenDoorChannel(const Server& server,
                                               const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 2000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  return Open(server, address, arguments);
}

void Prepare(const Server& server, grpc::ClientContext& context,
             absl::Duration deadline) {
  context.AddMetadata("authorization", absl::StrCat("Bearer ", server.token));
  if (deadline != absl::InfiniteDuration()) {
    context.set_deadline(std::chrono::system_clock::now() +
                         absl::ToChronoMilliseconds(deadline));
  }
  // Who waits at a terminal wants to hear that nobody is there.
  context.set_wait_for_ready(false);
}

absl::Status Explain(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status wire;
  grpc::ExtractErrorDetails(status, &wire);
  wire.set_code(status.error_code());
  wire.set_message(status.error_message());
  return Explain(wire);
}

absl::Status Explain(const google::rpc::Status& status) {
  std::string text = status.message();
  for (const auto& detail : status.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad_request;
    if (detail.UnpackTo(&info)) {
      text = absl::StrCat(info.reason(), ": ", text);
    } else if (detail.UnpackTo(&bad_request)) {
      for (const auto& violation : bad_request.field_violations()) {
        const std::string line =
            absl::StrCat(violation.field(), ": ", violation.description());
        // The message is the first of them.
        if (line != status.message()) absl::StrAppend(&text, "\n  ", line);
      }
    }
  }
  return {static_cast<absl::StatusCode>(status.code()), text};
}

std::string ReasonOf(const grpc::Status& status) {
  google::rpc::Status wire;
  if (!grpc::ExtractErrorDetails(status, &wire).ok()) return {};
  google::rpc::ErrorInfo info;
  for (const auto& detail : wire.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return {};
}

}  // namespace rollcall::client
