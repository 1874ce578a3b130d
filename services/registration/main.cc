#include <memory>

#include "absl/time/clock.h"

#include "common/api/limits.h"
#include "common/app/run_service.h"
#include "common/base/status_macros.h"
#include "common/ticket/keys.h"
#include "services/registration/access_service.h"
#include "services/registration/queue_store.h"
#include "services/registration/registration_service.h"
#include "services/registration/retention_store.h"
#include "services/registration/ticket_store.h"

namespace rollcall::registration {
namespace {

absl::StatusOr<std::vector<rpc::HostedService>> Make(
    const app::Resources& resources) {
  ASSIGN_OR_RETURN(const std::vector<ticket::SigningKey> keys,
                   ticket::LoadOrCreateKeys(resources.ticket_key_dir));
  RETURN_IF_ERROR(TicketStore(resources.pool)
                      .PublishKeys(keys, resources.ticket_key_dir,
                                   absl::Now() + limits::kDefaultDeadline));
  std::vector<rpc::HostedService> services;
  services.push_back(
      rpc::Host<v1::RegistrationService>(std::make_unique<RegistrationService>(
          resources.pool, resources.guard, keys)));
  services.push_back(rpc::Host<v1::AccessService>(
      std::make_unique<AccessService>(resources.pool, resources.guard)));
  return services;
}

std::vector<app::Job> MakeJobs(const app::Resources& resources) {
  return {
      {"erase_expired",
       [store = RetentionStore(resources.pool)](absl::Time deadline) mutable {
         return store.EraseExpired(deadline);
       }},
      {"expire_offers", [&pool = resources.pool](absl::Time deadline) {
         return ExpireOffers(pool, deadline);
       }}};
}

}  // namespace
}  // namespace rollcall::registration

int main(int argc, char** argv) {
  rollcall::app::ServiceSpec spec{"registration", "127.0.0.1:8401", false,
                                  rollcall::registration::Make};
  spec.make_jobs = rollcall::registration::MakeJobs;
  spec.issues_tickets = true;
  spec.database_role =
      rollcall::registration::RegistrationService::kDatabaseRole;
  return rollcall::app::RunService(argc, argv, spec);
}
