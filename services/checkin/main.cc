#include <memory>

#include "common/app/run_service.h"
#include "services/checkin/checkin_service.h"
#include "services/checkin/presence_service.h"

namespace rollcall::checkin {
namespace {

std::vector<rpc::HostedService> Make(const app::Resources& resources) {
  std::vector<rpc::HostedService> services;
  services.push_back(
      rpc::Host<v1::CheckInService>(std::make_unique<CheckInService>(
          resources.pool, resources.guard, resources.lanes)));
  services.push_back(rpc::Host<v1::PresenceService>(
      std::make_unique<PresenceService>(resources.pool, resources.guard)));
  return services;
}

}  // namespace
}  // namespace rollcall::checkin

int main(int argc, char** argv) {
  rollcall::app::ServiceSpec spec{"checkin", "127.0.0.1:8402", false,
                                  rollcall::checkin::Make};
  spec.has_lanes = true;
  return rollcall::app::RunService(argc, argv, spec);
}
