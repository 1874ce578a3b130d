#include "services/registration/reach.h"

#include "common/api/not_found.h"

namespace rollcall::registration {
namespace {

bool Reaches(const auth::Caller& caller, const DelegationName& delegation) {
  if (caller.role != auth::Role::ROLE_DELEGATION_HEAD) {
    return caller.event.empty() || delegation.event == caller.event;
  }
  return delegation == DelegationName{caller.event, caller.delegation};
}

}  // namespace

std::optional<DelegationName> DelegationOf(
    const auth::Caller& caller, const std::optional<DelegationName>& named) {
  if (named || caller.role != auth::Role::ROLE_DELEGATION_HEAD) return named;
  return DelegationName{caller.event, caller.delegation};
}

absl::Status CheckReach(const auth::Caller& caller,
                        const std::optional<DelegationName>& delegation) {
  if (delegation && !Reaches(caller, *delegation)) return NotFound(*delegation);
  return absl::OkStatus();
}

bool Reaches(const auth::Caller& caller, const Registration& registration) {
  return Reaches(caller, DelegationName{registration.name.event,
                                        registration.delegation_id});
}

}  // namespace rollcall::registration
