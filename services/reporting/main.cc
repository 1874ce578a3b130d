#include <memory>

#include "common/app/run_service.h"
#include "services/reporting/reporting_service.h"

namespace rollcall::reporting {
namespace {

std::vector<rpc::HostedService> Make(const app::Resources& resources) {
  std::vector<rpc::HostedService> services;
  services.push_back(
      rpc::Host<v1::ReportingService>(std::make_unique<ReportingService>(
          resources.pool, resources.guard,
          ReportingOptions{resources.reports.write_database_url,
                           resources.reports.public_threshold})));
  return services;
}

}  // namespace
}  // namespace rollcall::reporting

int main(int argc, char** argv) {
  rollcall::app::ServiceSpec spec{"reporting", "127.0.0.1:8403", true,
                                  rollcall::reporting::Make};
  spec.has_reports = true;
  spec.database_role = rollcall::reporting::ReportingService::kDatabaseRole;
  return rollcall::app::RunService(argc, argv, spec);
}
