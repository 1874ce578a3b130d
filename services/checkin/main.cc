#include <memory>

#include "absl/time/clock.h"

#include "common/app/run_service.h"
#include "common/attendance/fold_store.h"
#include "common/base/status_macros.h"
#include "services/checkin/checkin_service.h"
#include "services/checkin/open_matters_store.h"
#include "services/checkin/presence_service.h"

namespace rollcall::checkin {
namespace {

// What somebody has to look at changes slowly.
constexpr absl::Duration kLookInterval = absl::Seconds(15);

using Tally = std::shared_ptr<PresenceTally>;

std::vector<rpc::HostedService> Make(const app::Resources& resources,
                                     const Tally& tally) {
  std::vector<rpc::HostedService> services;
  services.push_back(
      rpc::Host<v1::CheckInService>(std::make_unique<CheckInService>(
          resources.pool, resources.guard, resources.lanes)));
  services.push_back(
      rpc::Host<v1::PresenceService>(std::make_unique<PresenceService>(
          resources.pool, resources.guard, resources.lanes, tally)));
  return services;
}

app::Job CountOpenMatters(db::Pool& pool) {
  const auto store = std::make_shared<OpenMattersStore>(pool);
  return {"count_open_matters",
          [store](absl::Time deadline) -> absl::StatusOr<bool> {
            RETURN_IF_ERROR(store->Count(deadline));
            return false;
          },
          kLookInterval,
          [store](metrics::Page& page) { store->AddMetrics(page); }};
}

std::vector<app::Job> MakeJobs(const app::Resources& resources,
                               const Tally& tally) {
  std::vector<app::Job> jobs = {
      {"derive_presence",
       [store = PresenceStore(resources.pool, *tally),
        tally](absl::Time deadline) mutable {
         return store.DeriveDue(absl::Now(), deadline);
       }},
      {"fold_rollups", [&pool = resources.pool](absl::Time deadline) {
         return attendance::FoldMovingEvents(pool, deadline);
       }}};
  if (resources.tells_metrics) jobs.push_back(CountOpenMatters(resources.pool));
  return jobs;
}

}  // namespace
}  // namespace rollcall::checkin

int main(int argc, char** argv) {
  const auto tally = std::make_shared<rollcall::checkin::PresenceTally>();
  rollcall::app::ServiceSpec spec{
      "checkin", "127.0.0.1:8402", false, [&tally](const auto& resources) {
        return rollcall::checkin::Make(resources, tally);
      }};
  spec.make_jobs = [&tally](const auto& resources) {
    return rollcall::checkin::MakeJobs(resources, tally);
  };
  spec.has_lanes = true;
  spec.database_role = rollcall::checkin::CheckInService::kDatabaseRole;
  return rollcall::app::RunService(argc, argv, spec);
}
