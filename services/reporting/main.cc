#include <memory>

#include "common/app/run_service.h"
#include "services/reporting/reporting_service.h"

namespace rollcall::reporting {
namespace {

std::vector<rpc::HostedService> Make(const app::Resources& resources) {
  std::vector<rpc::HostedService> services;
  services.push_back(rpc::Host<v1::ReportingService>(
      std::make_unique<ReportingService>(resources.pool, resources.guard)));
  return services;
}

}  // namespace
}  // namespace rollcall::reporting

int main(int argc, char** argv) {
  return rollcall::app::RunService(
      argc, argv,
      {"reporting", "127.0.0.1:8403", true, rollcall::reporting::Make});
}
