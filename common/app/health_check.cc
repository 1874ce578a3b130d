#include "common/app/health_check.h"

#include <chrono>
#include <iostream>
#include <memory>
#include <sysexits.h>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "google/protobuf/wrappers.pb.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_certificate_verifier.h"
#include "grpcpp/security/tls_credentials_options.h"

#include "common/base/status_macros.h"
#include "common/tls/pem_files.h"
#include "grpc/support/log.h"

namespace rollcall::app {
namespace {

constexpr std::chrono::seconds kPatience(3);
// grpc.health.v1.HealthCheckResponse.SERVING.
constexpr uint32_t kServing = 1;

// Who listens at all addresses is on loopback, too.
std::string AddressOf(const std::string& listen) {
  for (const char* const any : {"0.0.0.0:", "[::]:"}) {
    if (absl::StartsWith(listen, any)) {
      return absl::StrCat("127.0.0.1:", listen.substr(listen.rfind(':') + 1));
    }
  }
  return listen;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsFor(
    const rpc::TlsOptions& tls) {
  if (!tls.enabled()) return grpc::InsecureChannelCredentials();
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_verify_server_certs(false);
  options.set_check_call_host(false);
  options.set_certificate_verifier(
      std::make_shared<grpc::experimental::NoOpCertificateVerifier>());
  if (!tls.client_ca_path.empty()) {
    ASSIGN_OR_RETURN(const tls::Identity identity,
                     tls::LoadIdentity(tls.certificate_path, tls.key_path));
    options.set_certificate_provider(
        std::make_shared<grpc::experimental::StaticDataCertificateProvider>(
            std::vector<grpc::experimental::IdentityKeyCertPair>{
                {identity.private_key, identity.certificate_chain}}));
    options.watch_identity_key_cert_pairs();
  }
  return grpc::experimental::TlsCredentials(options);
}

// What the service says; an error when it says nothing.
absl::StatusOr<uint32_t> Ask(const ServiceFlags& flags) {
  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::ChannelCredentials> credentials,
                   CredentialsFor(flags.server.tls));
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  const auto channel = grpc::CreateCustomChannel(AddressOf(flags.server.listen),
                                                 credentials, arguments);
  // No .proto for it is packaged; on the wire its messages are these.
  const google::protobuf::StringValue request;
  google::protobuf::UInt32Value response;
  grpc::TemplatedGenericStub<google::protobuf::StringValue,
                             google::protobuf::UInt32Value>
      stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  grpc::Status result;
  absl::Notification done;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &request,
                 &response, [&](const grpc::Status& status) {
                   result = status;
                   done.Notify();
                 });
  done.WaitForNotification();
  if (!result.ok()) return absl::UnavailableError(result.error_message());
  return response.value();
}

}  // namespace

int CheckHealth(const ServiceFlags& flags) {
  // It looks for the certificates of known authorities first, and complains.
  gpr_set_log_function([](gpr_log_func_args*) {});
  const absl::StatusOr<uint32_t> answer = Ask(flags);
  if (!answer.ok()) {
    std::cerr << "no answer: " << answer.status().message() << "\n";
    return EX_UNAVAILABLE;
  }
  std::cout << (*answer == kServing ? "serving" : "not serving") << "\n";
  return *answer == kServing || flags.health_check == HealthCheck::kAnswering
             ? EX_OK
             : EX_UNAVAILABLE;
}

}  // namespace rollcall::app
