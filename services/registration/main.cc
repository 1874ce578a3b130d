#include <memory>

#include "common/app/run_service.h"
#include "rollcall/registration/v1/access_service.grpc.pb.h"
#include "services/registration/registration_service.h"

namespace rollcall::registration {
namespace {

std::vector<rpc::HostedService> Make(const app::Resources& resources) {
  std::vector<rpc::HostedService> services;
  services.push_back(rpc::Host<v1::RegistrationService>(
      std::make_unique<RegistrationService>(resources.pool, resources.guard)));
  // Nothing of it is built yet; served so that its methods say so.
  services.push_back(rpc::Host<v1::AccessService>(
      std::make_unique<v1::AccessService::Service>()));
  return services;
}

}  // namespace
}  // namespace rollcall::registration

int main(int argc, char** argv) {
  return rollcall::app::RunService(
      argc, argv,
      {"registration", "127.0.0.1:8401", false, rollcall::registration::Make});
}
