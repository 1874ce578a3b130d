#include "common/rpc/tls_credentials.h"

#include <array>
#include <cstdint>
#include <memory>
#include <sys/stat.h>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/tls/pem_files.h"
#include "grpc/grpc.h"
#include "grpc/grpc_security.h"
#include "nlohmann/json.hpp"

namespace rollcall::rpc {
namespace {

// What the files hold.
struct Material {
  tls::Identity identity;
  // Empty when callers show no certificates.
  std::string client_roots;
};

absl::StatusOr<Material> Load(const TlsOptions& options) {
  Material material;
  ASSIGN_OR_RETURN(
      material.identity,
      tls::LoadIdentity(options.certificate_path, options.key_path));
  if (!options.client_ca_path.empty()) {
    ASSIGN_OR_RETURN(material.client_roots,
                     tls::LoadRoots(options.client_ca_path));
  }
  return material;
}

// Changes with a file's content, as far as the system tells.
using FileState = std::array<int64_t, 6>;
using State = std::array<FileState, 3>;

FileState StateOfFile(const std::string& path) {
  struct stat info {};
  if (path.empty() || stat(path.c_str(), &info) != 0) return {};
  return {static_cast<int64_t>(info.st_ino),
          info.st_size,
          info.st_mtim.tv_sec,
          info.st_mtim.tv_nsec,
          info.st_ctim.tv_sec,
          info.st_ctim.tv_nsec};
}

State StateOf(const TlsOptions& options) {
  return {StateOfFile(options.certificate_path), StateOfFile(options.key_path),
          StateOfFile(options.client_ca_path)};
}

// gRPC insists on roots; where it asks for no certificates it never looks at
// them.
const std::string& RootsOf(const Material& material) {
  return material.client_roots.empty() ? material.identity.certificate_chain
                                       : material.client_roots;
}

struct Destroy {
  void operator()(grpc_ssl_server_certificate_config* config) const {
    grpc_ssl_server_certificate_config_destroy(config);
  }
};
using Config = std::unique_ptr<grpc_ssl_server_certificate_config, Destroy>;

Config ConfigOf(const Material& material) {
  const grpc_ssl_pem_key_cert_pair pair = {
      material.identity.private_key.c_str(),
      material.identity.certificate_chain.c_str()};
  return Config(grpc_ssl_server_certificate_config_create(
      RootsOf(material).c_str(), &pair, 1));
}

// gRPC's own watcher of files drops the old pair before it tries the new one,
// so that nobody can connect while the two do not match. Its C interface asks
// at each handshake instead, and keeps what it has for want of something new.
class TlsCredentials final : public TlsServerCredentials {
 public:
  TlsCredentials(TlsOptions options, State state, const Material& material)
      : options_(std::move(options)),
        seen_(state),
        config_(ConfigOf(material)),
        expiry_time_(material.identity.expiry_time) {
    const auto request =
        options_.client_ca_path.empty()
            ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
            : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
    credentials_ = grpc_ssl_server_credentials_create_with_options(
        grpc_ssl_server_credentials_create_options_using_config_fetcher(
            request, Fetch, this));
  }
  ~TlsCredentials() override { grpc_server_credentials_release(credentials_); }

  // It looks at the files as a handshake does: where nobody connects they may
  // have been replaced long ago.
  void AddMetrics(metrics::Page& page) override {
    const absl::MutexLock lock(&mutex_);
    Refresh();
    page.AddGauge("rollcall_certificate_expiry_time_seconds",
                  "When the certificate ends that new connections get, since "
                  "1970.",
                  {}, static_cast<double>(absl::ToUnixSeconds(expiry_time_)));
  }

  // Callers are known by their tokens.
  void SetAuthMetadataProcessor(
      const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address,
                      grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config) {
    *config = static_cast<TlsCredentials*>(self)->Next();
    return *config == nullptr ? GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED
                              : GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  // What to use from now on; null when that has not changed.
  grpc_ssl_server_certificate_config* Next() {
    const absl::MutexLock lock(&mutex_);
    Refresh();
    return config_.release();
  }

  void Refresh() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    // Before the files are read, so that a change meanwhile is seen next time.
    const State state = StateOf(options_);
    if (state == seen_) return;
    seen_ = state;
    const absl::StatusOr<Material> material = Load(options_);
    if (!material.ok()) {
      Log(Severity::kWarning, "certificate not replaced",
          {{"reason", "TLS_FILE_UNUSABLE"},
           {"detail", std::string(material.status().message())}});
      return;
    }
    Log(Severity::kInfo, "certificate replaced");
    config_ = ConfigOf(*material);
    expiry_time_ = material->identity.expiry_time;
  }

  const TlsOptions options_;
  absl::Mutex mutex_;
  // Of the files when they were read last.
  State seen_ ABSL_GUARDED_BY(mutex_);
  // What connections get from now on, until gRPC takes it.
  Config config_ ABSL_GUARDED_BY(mutex_);
  absl::Time expiry_time_ ABSL_GUARDED_BY(mutex_);
  grpc_server_credentials* credentials_ = nullptr;
};

}  // namespace

absl::StatusOr<std::shared_ptr<TlsServerCredentials>> MakeTlsCredentials(
    const TlsOptions& options) {
  const State state = StateOf(options);
  ASSIGN_OR_RETURN(const Material material, Load(options));
  return std::make_shared<TlsCredentials>(options, state, material);
}

}  // namespace rollcall::rpc
