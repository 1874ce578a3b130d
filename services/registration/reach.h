#pragma once

#include <optional>

#include "absl/status/status.h"

#include "common/api/resource_name.h"
#include "common/auth/caller.h"
#include "services/registration/registration.h"

namespace rollcall::registration {

// What the callers of RegistrationService reach: an admin everything; the head
// of a delegation nothing of other events and other delegations, which for the
// head do not exist.

// The delegation that a call is about: the one that its request names, else
// the head's own.
std::optional<DelegationName> DelegationOf(
    const auth::Caller& caller, const std::optional<DelegationName>& named);

// OK when `caller` reaches `event` and, in it, the `delegation` that the call
// is about; else EVENT_NOT_FOUND or DELEGATION_NOT_FOUND.
absl::Status CheckReach(const auth::Caller& caller, const EventName& event,
                        const std::optional<DelegationName>& delegation);

// Reports whether `caller` reaches `registration`.
bool Reaches(const auth::Caller& caller, const Registration& registration);

}  // namespace rollcall::registration
