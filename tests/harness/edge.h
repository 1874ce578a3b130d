#pragma once

#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

#include "grpcpp/channel.h"

#include "tests/harness/certificates.h"
#include "tests/harness/scratch_folder.h"

namespace rollcall::testing {

// What an Edge stands in front of.
struct EdgeOptions {
  // host:port of the instances of each service.
  std::vector<std::string> registration = {};
  std::vector<std::string> checkin = {};
  std::vector<std::string> reporting = {};
  // What nginx is told of each instance.
  std::string instance = "fail_timeout=1s";
  // Where the services speak TLS: nginx's directives for it.
  std::string service_tls = {};
  // Calls that one address may begin: as a rate of nginx, and beyond it.
  std::string rate = "100000r/s";
  int burst = 1000;
  // More directives of the server.
  std::string more = {};
};

// nginx with the configuration of deploy/nginx and a certificate of its own, on
// any free port. Ended at the latest with the object.
class Edge {
 public:
  // Waits until it takes connections. Throws with its log if it does not.
  explicit Edge(const EdgeOptions& options);
  Edge(const Edge&) = delete;
  Edge& operator=(const Edge&) = delete;
  ~Edge();

  // host:port.
  const std::string& address() const { return address_; }
  // A new connection by TLS, which trusts nobody but this edge's authority, for
  // calls by `service_config`, in JSON; empty means that none is repeated.
  std::shared_ptr<grpc::Channel> NewChannel(
      const std::string& service_config = {}) const;
  // The file with that authority's certificate.
  std::string CaFile() const { return folder_.File("ca.pem"); }
  // All that it has logged so far: calls, and errors.
  std::string AccessLog() const;
  // The calls, once they tell of `text`: nginx writes a line after its answer.
  // ctest ends a test that waits for ever.
  std::string AccessLogWith(const std::string& text) const;
  std::string ErrorLog() const;

 private:
  void WriteConfiguration(const EdgeOptions& options) const;

  const Authority authority_;
  const ScratchFolder folder_;
  std::string address_;
  pid_t process_ = 0;
};

}  // namespace rollcall::testing
