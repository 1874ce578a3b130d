#include "common/rpc/server.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/impl/server_builder_option.h"
#include "grpcpp/impl/server_builder_plugin.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"

#include "common/api/limits.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/rpc/call_watch.h"
#include "common/status/error.h"
#include "grpc/support/log.h"
#include "nlohmann/json.hpp"

namespace rollcall::rpc {
namespace {

constexpr int kSecond = 1000;
constexpr int kMinute = 60 * kSecond;
// Buffers of all connections together.
constexpr size_t kMemoryQuota = size_t{256} << 20;
// What a caller's metadata may take: a token and some trace headers.
constexpr int kMaxMetadataBytes = 16 << 10;

void SetLimits(const ServerOptions& options, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(limits::kMaxMessageBytes);
  builder.SetMaxSendMessageSize(limits::kMaxMessageBytes);
  const std::pair<const char*, int> arguments[] = {
      {GRPC_ARG_MAX_CONCURRENT_STREAMS, limits::kMaxConcurrentStreams},
      {GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes},
      {GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, 10 * kSecond},
      // Connections move on from time to time, so that load spreads to servers
      // that were started later.
      {GRPC_ARG_MAX_CONNECTION_AGE_MS, 30 * kMinute},
      {GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, 1 * kMinute},
      // A stream gets no further ahead of the service than gRPC's first window
      // of 64 KiB. With probing it grows to megabytes, through which a busy
      // service does not find the answer to a ping in time.
      {GRPC_ARG_HTTP2_BDP_PROBE, 0},
      {GRPC_ARG_KEEPALIVE_TIME_MS, 30 * kSecond},
      {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20 * kSecond},
      {GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1},
      {GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10 * kSecond},
      // A port that another process holds is an error, not half of the calls.
      {GRPC_ARG_ALLOW_REUSEPORT, 0},
  };
  for (const auto& [name, value] : arguments) {
    builder.AddChannelArgument(name, value);
  }
  grpc::ResourceQuota quota;
  quota.SetMaxThreads(options.max_threads);
  quota.Resize(kMemoryQuota);
  builder.SetResourceQuota(quota);
}

// gRPC writes lines of its own form to standard error; ours are all JSON.
void SendGrpcLogToOurs() {
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
  gpr_set_log_function([](gpr_log_func_args* line) {
    // Who calls by an address gets the one certificate that there is.
    if (absl::StartsWith(line->message, "No match found for server name")) {
      return;
    }
    Log(Severity::kWarning, "grpc", {{"detail", line->message}});
  });
}

// Linking gRPC's reflection turns it on in every server; this takes it out.
class WithoutReflection final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>*
                         plugins) override {
    plugins->erase(
        std::remove_if(
            plugins->begin(), plugins->end(),
            [](const auto& plugin) {
              return dynamic_cast<
                         grpc::reflection::ProtoServerReflectionPlugin*>(
                         plugin.get()) != nullptr;
            }),
        plugins->end());
  }
};

// `listen` with the port that it became. An IPv6 address has colons of its own.
std::string AddressOf(const std::string& listen, int port) {
  if (absl::StartsWith(listen, "unix:")) return listen;
  return absl::StrCat(listen.substr(0, listen.rfind(':')), ":", port);
}

std::vector<std::string> NamesOf(const std::vector<HostedService>& services) {
  std::vector<std::string> names;
  for (const HostedService& hosted : services) names.push_back(hosted.name);
  return names;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const ServerOptions& options, const auth::Guard& guard,
    std::vector<HostedService> services) {
  SendGrpcLogToOurs();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  int port = 0;
  std::shared_ptr<TlsServerCredentials> tls_credentials;
  if (options.tls.enabled()) {
    ASSIGN_OR_RETURN(tls_credentials, MakeTlsCredentials(options.tls));
    builder.AddListeningPort(options.listen, tls_credentials, &port);
  } else {
    builder.AddListeningPort(options.listen, grpc::InsecureServerCredentials(),
                             &port);
  }
  SetLimits(options, builder);
  if (!options.reflection) {
    builder.SetOption(std::make_unique<WithoutReflection>());
  }
  std::vector<
      std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
      interceptors;
  auto tally = std::make_unique<CallTally>(NamesOf(services));
  interceptors.push_back(std::make_unique<CallWatchFactory>(guard, *tally));
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  for (const HostedService& hosted : services) {
    builder.RegisterService(hosted.service.get());
  }

  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return Error(error::v1::ADDRESS_UNUSABLE,
                 absl::StrCat("Cannot listen on ", options.listen,
                              ": is another process using the port?"),
                 {{"address", options.listen}});
  }
  return std::unique_ptr<Server>(new Server(
      std::move(server), AddressOf(options.listen, port),
      std::move(tls_credentials), std::move(tally), std::move(services)));
}

Server::Server(std::unique_ptr<grpc::Server> server, std::string address,
               std::shared_ptr<TlsServerCredentials> tls_credentials,
               std::unique_ptr<CallTally> tally,
               std::vector<HostedService> services)
    : tls_credentials_(std::move(tls_credentials)),
      tally_(std::move(tally)),
      services_(std::move(services)),
      server_(std::move(server)),
      address_(std::move(address)) {
  SetServing(false);
}

Server::~Server() { Drain(absl::ZeroDuration()); }

void Server::AddMetrics(metrics::Page& page) const {
  page.AddGauge("rollcall_serving",
                "1 while health checks are told that the service serves.", {},
                serving_ ? 1 : 0);
  if (tls_credentials_ != nullptr) tls_credentials_->AddMetrics(page);
  tally_->AddTo(page);
  for (const HostedService& hosted : services_) {
    if (hosted.add_metrics) hosted.add_metrics(page);
  }
}

void Server::SetServing(bool serving) {
  serving_ = serving;
  auto* health = server_->GetHealthCheckService();
  // The empty name is the server as a whole.
  health->SetServingStatus("", serving);
  for (const HostedService& hosted : services_) {
    health->SetServingStatus(hosted.name, serving);
  }
}

void Server::Drain(absl::Duration patience) {
  SetServing(false);
  for (const HostedService& hosted : services_) {
    if (hosted.end_streams) hosted.end_streams();
  }
  server_->Shutdown(absl::ToChronoTime(absl::Now() + patience));
  server_->Wait();
}

}  // namespace rollcall::rpc
