#include "clients/api/transport.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "grpcpp/security/credentials.h"

#include "common/base/loopback.h"
#include "common/base/status_macros.h"
#include "common/tls/pem_files.h"

namespace rollcall::client {
namespace {

absl::Status CheckPlaintext(const Server& server) {
  const std::pair<absl::string_view, absl::string_view> addresses[] = {
      {"--registration", server.registration},
      {"--checkin", server.checkin},
      {"--reporting", server.reporting}};
  for (const auto& [flag, address] : addresses) {
    if (IsLoopback(address)) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        flag, " ", address,
        " is not on loopback, and the token would go there in plaintext: give "
        "--tls-ca, or, where nobody else is on the network, "
        "--insecure-plaintext."));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Secure(const TransportOptions& options, Server& server) {
  if (options.certificate_path.empty() != options.key_path.empty()) {
    return absl::InvalidArgumentError(
        "--tls-cert and --tls-key go together: give both or none.");
  }
  if (options.ca_path.empty()) {
    if (!options.certificate_path.empty()) {
      return absl::InvalidArgumentError("--tls-cert needs --tls-ca.");
    }
    return options.insecure_plaintext ? absl::OkStatus()
                                      : CheckPlaintext(server);
  }
  grpc::SslCredentialsOptions ssl;
  ASSIGN_OR_RETURN(ssl.pem_root_certs, tls::LoadRoots(options.ca_path));
  if (!options.certificate_path.empty()) {
    ASSIGN_OR_RETURN(
        tls::Identity identity,
        tls::LoadIdentity(options.certificate_path, options.key_path));
    ssl.pem_cert_chain = std::move(identity.certificate_chain);
    ssl.pem_private_key = std::move(identity.private_key);
  }
  server.credentials = grpc::SslCredentials(ssl);
  return absl::OkStatus();
}

}  // namespace rollcall::client
