#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "grpcpp/security/server_credentials.h"

#include "common/metrics/page.h"

namespace rollcall::rpc {

// Files in PEM with which a server speaks TLS 1.2 and 1.3.
struct TlsOptions {
  // The server's own certificate and those that lead to a root. Empty means
  // plaintext.
  std::string certificate_path;
  std::string key_path;
  // Whose certificates callers have to show. Empty means that they show none.
  std::string client_ca_path;

  bool enabled() const { return !certificate_path.empty(); }
};

// Those of a server that speaks TLS.
class TlsServerCredentials : public grpc::ServerCredentials {
 public:
  // Adds when the certificate ends that the next connection gets. Called by
  // several threads at once.
  virtual void AddMetrics(metrics::Page& page) = 0;
};

// Makes credentials from `options`, which are enabled. Every new connection
// gets what the files hold by then; those that are open stay as they are. As
// long as the files cannot be used, be it because only one of a pair was
// replaced so far, what they held before stays in use and the log says why.
// Outlives the server. Fails with TLS_FILE_UNUSABLE, as tls::LoadIdentity does.
absl::StatusOr<std::shared_ptr<TlsServerCredentials>> MakeTlsCredentials(
    const TlsOptions& options);

}  // namespace rollcall::rpc
