#include "tests/harness/edge.h"

#include <fcntl.h>
#include <filesystem>
#include <signal.h>
#include <stdexcept>
#include <sys/wait.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

#include "tests/harness/peer.h"
#include "tests/harness/program.h"
#include "tests/harness/spawn.h"

namespace rollcall::testing {
namespace {

namespace fs = std::filesystem;

constexpr char kNginx[] = "/usr/sbin/nginx";
constexpr absl::Duration kStartTimeout = absl::Seconds(60);
constexpr absl::Duration kPollPeriod = absl::Milliseconds(5);

std::string Upstream(const std::string& name,
                     const std::vector<std::string>& instances,
                     const std::string& parameters) {
  std::string text = absl::StrCat("upstream ", name, " {\nzone ", name,
                                  " 64k;\nleast_conn;\n");
  for (const std::string& instance : instances) {
    absl::StrAppend(&text, "server ", instance, " ", parameters, ";\n");
  }
  // nginx refuses to run without any.
  if (instances.empty()) absl::StrAppend(&text, "server 127.0.0.1:1;\n");
  return absl::StrCat(text, "keepalive 8;\n}\n");
}

}  // namespace

Edge::Edge(const EdgeOptions& options) : address_(FreeAddresses(1)[0]) {
  WriteConfiguration(options);
  const std::string output = folder_.File("output");
  process_ = Spawn(kNginx,
                   {"-p", folder_.path(), "-c", folder_.File("nginx.conf"),
                    "-e", "stderr", "-g", "daemon off;"},
                   {}, [&](auto* actions) {
                     posix_spawn_file_actions_addopen(
                         actions, 2, output.c_str(),
                         O_WRONLY | O_CREAT | O_APPEND, 0600);
                   });
  const absl::Time deadline = absl::Now() + kStartTimeout;
  while (!Peer(address_).connected()) {
    if (waitpid(process_, nullptr, WNOHANG) != 0 || absl::Now() > deadline) {
      throw std::runtime_error("nginx does not serve:\n" + ReadFile(output) +
                               ErrorLog());
    }
    absl::SleepFor(kPollPeriod);
  }
}

Edge::~Edge() {
  kill(process_, SIGTERM);
  ExitCodeOf(process_);
}

std::shared_ptr<grpc::Channel> Edge::NewChannel(
    const std::string& service_config) const {
  grpc::ChannelArguments arguments;
  if (!service_config.empty()) arguments.SetServiceConfigJSON(service_config);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(
      address_, grpc::SslCredentials({authority_.certificate(), "", ""}),
      arguments);
}

std::string Edge::AccessLog() const {
  return ReadFile(folder_.File("access.log"));
}

std::string Edge::AccessLogWith(const std::string& text) const {
  while (true) {
    std::string log = AccessLog();
    if (absl::StrContains(log, text)) return log;
  }
}

std::string Edge::ErrorLog() const {
  return ReadFile(folder_.File("error.log"));
}

void Edge::WriteConfiguration(const EdgeOptions& options) const {
  const fs::path source = fs::path(ROLLCALL_SOURCE_DIR) / "deploy/nginx";
  for (const char* name : {"nginx.conf", "stream.conf"}) {
    fs::copy_file(source / name, folder_.File(name));
  }
  const KeyPair pair = authority_.Issue("edge", HostOf(address_));
  WriteFile(CaFile(), authority_.certificate());
  WriteFile(folder_.File("cert.pem"), pair.certificate);
  WriteFile(folder_.File("key.pem"), pair.key);
  fs::create_directory(folder_.File("site"));
  WriteFile(folder_.File("site/main.conf"), "worker_processes auto;\n");
  WriteFile(
      folder_.File("site/http.conf"),
      absl::StrCat(
          Upstream("registration", options.registration, options.instance),
          Upstream("checkin", options.checkin, options.instance),
          Upstream("reporting", options.reporting, options.instance),
          options.service_tls, "map '' $hop { default ",
          options.service_tls.empty() ? "grpc" : "grpcs", "; }\n",
          "limit_req_zone $binary_remote_addr zone=calls:1m rate=",
          options.rate, ";\n",
          "limit_conn_zone $binary_remote_addr zone=open:1m;\n"));
  WriteFile(folder_.File("site/server.conf"),
            absl::StrCat("listen ", address_, " ssl http2;\n",
                         "ssl_certificate cert.pem;\n",
                         "ssl_certificate_key key.pem;\n",
                         "limit_req zone=calls burst=", options.burst,
                         " nodelay;\n", options.more));
}

}  // namespace rollcall::testing
