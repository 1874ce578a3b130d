#pragma once

#include <string>

#include "absl/status/status.h"

#include "common/api/resource_name.h"

namespace rollcall {

// The error for a resource that does not exist: EVENT_NOT_FOUND,
// SESSION_NOT_FOUND, REGISTRATION_NOT_FOUND, DELEGATION_NOT_FOUND,
// CONFLICT_NOT_FOUND, UNMATCHED_NOT_FOUND, FROZEN_REPORT_NOT_FOUND,
// DEVICE_NOT_FOUND or API_KEY_NOT_FOUND, with its name as metadata.
absl::Status NotFound(const EventName& name);
absl::Status NotFound(const SessionName& name);
absl::Status NotFound(const RegistrationName& name);
absl::Status NotFound(const DelegationName& name);
absl::Status NotFound(const ConflictName& name);
absl::Status NotFound(const UnmatchedName& name);
absl::Status NotFound(const FrozenReportName& name);
absl::Status NotFound(const DeviceName& name);
absl::Status NotFound(const ApiKeyName& name);

// The same for a name that is given as text; OK when it is the name of none of
// these, which is for whoever parses it to say.
absl::Status NotFoundNamed(const std::string& name);

}  // namespace rollcall
