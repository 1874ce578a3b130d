#include "services/registration/reach.h"

#include "common/api/not_found.h"

namespace rollcall::registration {
namespace {

bool Reaches(const auth::Caller& caller, const DelegationName& delegation) {
  switch (caller.role) {
    case auth::Role::kAdmin:
      return true;
    case auth::Role::kDelegationHead:
      return delegation == DelegationName{caller.event, caller.delegation};
    case auth::Role::kNobody:
      return false;
  }
  return false;
}

}  // namespace

std::optional<DelegationName> DelegationOf(
    const auth::Caller& caller, const std::optional<DelegationName>& named) {
  if (named || caller.role != auth::Role::kDelegationHead) return named;
  return DelegationName{caller.event, caller.delegation};
}

absl::Status CheckReach(const auth::Caller& caller, const EventName& event,
                        const std::optional<DelegationName>& delegation) {
  if (caller.role != auth::Role::kAdmin && event.event != caller.event) {
    return NotFound(event);
  }
  if (delegation && !Reaches(caller, *delegation)) return NotFound(*delegation);
  return absl::OkStatus();
}

bool Reaches(const auth::Caller& caller, const Registration& registration) {
  return Reaches(caller, DelegationName{registration.name.event,
                                        registration.delegation_id});
}

}  // namespace rollcall::registration
