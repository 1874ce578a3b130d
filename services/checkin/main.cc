#include <memory>

#include "absl/time/clock.h"

#include "common/app/run_service.h"
#include "common/attendance/fold_store.h"
#include "services/checkin/checkin_service.h"
#include "services/checkin/presence_service.h"

namespace rollcall::checkin {
namespace {

std::vector<rpc::HostedService> Make(const app::Resources& resources) {
  std::vector<rpc::HostedService> services;
  services.push_back(
      rpc::Host<v1::CheckInService>(std::make_unique<CheckInService>(
          resources.pool, resources.guard, resources.lanes)));
  services.push_back(
      rpc::Host<v1::PresenceService>(std::make_unique<PresenceService>(
          resources.pool, resources.guard, resources.lanes)));
  return services;
}

std::vector<app::Job> MakeJobs(const app::Resources& resources) {
  return {
      {"derive_presence",
       [store = PresenceStore(resources.pool)](absl::Time deadline) mutable {
         return store.DeriveDue(absl::Now(), deadline);
       }},
      {"fold_rollups", [&pool = resources.pool](absl::Time deadline) {
         return attendance::FoldMovingEvents(pool, deadline);
       }}};
}

}  // namespace
}  // namespace rollcall::checkin

int main(int argc, char** argv) {
  rollcall::app::ServiceSpec spec{"checkin", "127.0.0.1:8402", false,
                                  rollcall::checkin::Make};
  spec.make_jobs = rollcall::checkin::MakeJobs;
  spec.has_lanes = true;
  spec.database_role = rollcall::checkin::CheckInService::kDatabaseRole;
  return rollcall::app::RunService(argc, argv, spec);
}
