#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

#include "common/metrics/page.h"

namespace prometheus {
class Collectable;
class Exposer;
}  // namespace prometheus

namespace rollcall::metrics {

// Serves GET /metrics, by plaintext HTTP and to anybody, on a port of its own.
// Two threads at most answer; who sends or takes nothing for some seconds is
// cut off.
class Endpoint {
 public:
  // Tells all metrics. Called by several threads at once.
  using Collect = std::function<void(Page&)>;

  // Listens at `listen`: an IPv4 address and a port, 0 meaning any free one.
  // What `collect` uses outlives the endpoint. Fails with ADDRESS_UNUSABLE.
  static absl::StatusOr<std::unique_ptr<Endpoint>> Start(
      const std::string& listen, Collect collect);
  // Answers the requests under way, and takes up to two seconds.
  ~Endpoint();

  // host:port with the real port.
  const std::string& address() const { return address_; }

 private:
  Endpoint(std::shared_ptr<prometheus::Collectable> source,
           std::unique_ptr<prometheus::Exposer> exposer, std::string address);

  // Outlives exposer_, which asks it.
  const std::shared_ptr<prometheus::Collectable> source_;
  const std::unique_ptr<prometheus::Exposer> exposer_;
  const std::string address_;
};

}  // namespace rollcall::metrics
