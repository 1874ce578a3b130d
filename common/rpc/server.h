#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"

#include "common/auth/guard.h"
#include "common/metrics/page.h"
#include "common/rpc/call_tally.h"
#include "common/rpc/tls_credentials.h"

namespace rollcall::rpc {

// How a server listens.
struct ServerOptions {
  // host:port, where port 0 means any free one; or unix: and a path, where a
  // socket that is there already is replaced.
  std::string listen;
  // Not enabled: plaintext.
  TlsOptions tls;
  // Serve grpc.reflection: for development, since it needs no token.
  bool reflection = false;
  // At most this many calls are worked on at once; more are refused by gRPC
  // with RESOURCE_EXHAUSTED.
  int max_threads = 256;
};

// A service with the name that health checks ask for.
struct HostedService {
  std::string name;
  std::unique_ptr<grpc::Service> service;
  // Ends the calls that last as long as their callers like. Unset when there
  // are none.
  std::function<void()> end_streams = nullptr;
  // Adds what the service counts. Unset when it counts nothing.
  std::function<void(metrics::Page&)> add_metrics = nullptr;
};

// Names `service`, an implementation of the generated class `Api`, whose
// EndStreams, if it has one, a drain calls, and whose AddMetrics adds what it
// counts.
template <typename Api, typename Service>
HostedService Host(std::unique_ptr<Service> service) {
  HostedService hosted{Api::service_full_name(), nullptr};
  if constexpr (requires { service->EndStreams(); }) {
    hosted.end_streams = [ended = service.get()] { ended->EndStreams(); };
  }
  if constexpr (requires(metrics::Page & page) { service->AddMetrics(page); }) {
    hosted.add_metrics = [counting = service.get()](metrics::Page& page) {
      counting->AddMetrics(page);
    };
  }
  hosted.service = std::move(service);
  return hosted;
}

// A gRPC server with the limits of limits.h, grpc.health.v1, and a log line for
// every call but some that are turned away.
class Server {
 public:
  // Listens. `guard` outlives the server; there is at least one service. Fails
  // with ADDRESS_UNUSABLE or TLS_FILE_UNUSABLE.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const ServerOptions& options, const auth::Guard& guard,
      std::vector<HostedService> services);

  // Ends every call still open.
  ~Server();

  // host:port with the real port, or unix: and a path.
  const std::string& address() const { return address_; }

  // What grpc.health.v1 says of the server and of each service. At first: not
  // serving.
  void SetServing(bool serving);

  // Adds what became of calls, whether it is serving, when its certificate ends
  // if it speaks TLS, and what the services count.
  void AddMetrics(metrics::Page& page) const;

  // Says NOT_SERVING, ends streams, takes no new calls, and waits until the
  // calls under way have ended, at most for `patience`; then it cuts them off.
  void Drain(absl::Duration patience);

 private:
  Server(std::unique_ptr<grpc::Server> server, std::string address,
         std::shared_ptr<TlsServerCredentials> tls_credentials,
         std::unique_ptr<CallTally> tally, std::vector<HostedService> services);

  // All three outlive server_, which calls them. The first is null where it
  // speaks no TLS.
  const std::shared_ptr<TlsServerCredentials> tls_credentials_;
  const std::unique_ptr<CallTally> tally_;
  const std::vector<HostedService> services_;
  const std::unique_ptr<grpc::Server> server_;
  const std::string address_;
  std::atomic<bool> serving_ = false;
};

}  // namespace rollcall::rpc
