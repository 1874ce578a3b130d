#include "common/metrics/endpoint.h"

#include <exception>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/log.h"
#include "common/status/error.h"
#include "nlohmann/json.hpp"
#include "prometheus/collectable.h"
#include "prometheus/exposer.h"
#include "prometheus/metric_family.h"

namespace rollcall::metrics {
namespace {

class Source final : public prometheus::Collectable {
 public:
  explicit Source(Endpoint::Collect collect) : collect_(std::move(collect)) {}

  // What is thrown here would end the process.
  std::vector<prometheus::MetricFamily> Collect() const override try {
    Page page;
    collect_(page);
    return page.Take();
  } catch (const std::exception&) {
    Log(Severity::kError, "metrics not told");
    return {};
  }

 private:
  const Endpoint::Collect collect_;
};

// Those of civetweb. Without a folder of documents it serves nothing else.
std::vector<std::string> OptionsFor(const std::string& listen) {
  return {
      "listening_ports",   listen, "num_threads",        "2",
      "connection_queue",  "16",   "request_timeout_ms", "2000",
      "linger_timeout_ms", "0",    "max_request_size",   "8192",
      "enable_keep_alive", "no",
  };
}

}  // namespace

absl::StatusOr<std::unique_ptr<Endpoint>> Endpoint::Start(
    const std::string& listen, Collect collect) {
  auto source = std::make_shared<Source>(std::move(collect));
  try {
    auto exposer = std::make_unique<prometheus::Exposer>(OptionsFor(listen));
    // Without the sign for an end it is told under longer paths, too.
    exposer->RegisterCollectable(source, "/metrics$");
    const std::vector<int> ports = exposer->GetListeningPorts();
    std::string address =
        absl::StrCat(listen.substr(0, listen.rfind(':')), ":", ports.at(0));
    return std::unique_ptr<Endpoint>(new Endpoint(
        std::move(source), std::move(exposer), std::move(address)));
  } catch (const std::exception&) {
    return Error(error::v1::ADDRESS_UNUSABLE,
                 absl::StrCat("Cannot listen for metrics on ", listen,
                              ": is another process using the port?"),
                 {{"address", listen}});
  }
}

Endpoint::Endpoint(std::shared_ptr<prometheus::Collectable> source,
                   std::unique_ptr<prometheus::Exposer> exposer,
                   std::string address)
    : source_(std::move(source)),
      exposer_(std::move(exposer)),
      address_(std::move(address)) {}

Endpoint::~Endpoint() = default;

}  // namespace rollcall::metrics
