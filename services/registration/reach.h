#pragma once

#include <optional>

#include "absl/status/status.h"

#include "common/api/resource_name.h"
#include "common/auth/caller.h"
#include "services/registration/registration.h"

namespace rollcall::registration {

// What the callers of RegistrationService reach: the head of a delegation
// nothing of other delegations, which for the head do not exist; all others
// their event.

// The delegation that a call is about: the one that its request names, else
// the head's own.
std::optional<DelegationName> DelegationOf(
    const auth::Caller& caller, const std::optional<DelegationName>& named);

// OK when `caller` reaches the `delegation` that a call is about; else
// DELEGATION_NOT_FOUND.
absl::Status CheckReach(const auth::Caller& caller,
                        const std::optional<DelegationName>& delegation);

// Reports whether `caller` reaches `registration`.
bool Reaches(const auth::Caller& caller, const Registration& registration);

}  // namespace rollcall::registration
