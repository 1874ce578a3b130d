#include "common/api/not_found.h"

#include "common/status/error.h"

namespace rollcall {
namespace {

// The error for `text` as the first kind of name that it is.
template <typename Name, typename... Names>
absl::Status NotFoundAs(const std::string& text) {
  Name name;
  if (ParseName(text, name)) return NotFound(name);
  if constexpr (sizeof...(Names) > 0) return NotFoundAs<Names...>(text);
  return absl::OkStatus();
}

}  // namespace

absl::Status NotFound(const EventName& name) {
  return Error(error::v1::EVENT_NOT_FOUND, "There is no such event.",
               {{"event", name.ToString()}});
}

absl::Status NotFound(const SessionName& name) {
  return Error(error::v1::SESSION_NOT_FOUND, "The event has no such session.",
               {{"session", name.ToString()}});
}

absl::Status NotFound(const RegistrationName& name) {
  return Error(error::v1::REGISTRATION_NOT_FOUND,
               "The event has no such registration.",
               {{"registration", name.ToString()}});
}

absl::Status NotFound(const DelegationName& name) {
  return Error(error::v1::DELEGATION_NOT_FOUND,
               "The event has no such delegation.",
               {{"delegation", name.ToString()}});
}

absl::Status NotFound(const ConflictName& name) {
  return Error(error::v1::CONFLICT_NOT_FOUND, "The event has no such conflict.",
               {{"conflict", name.ToString()}});
}

absl::Status NotFound(const UnmatchedName& name) {
  return Error(error::v1::UNMATCHED_NOT_FOUND,
               "The event has no such unmatched presence.",
               {{"unmatched", name.ToString()}});
}

absl::Status NotFound(const FrozenReportName& name) {
  return Error(error::v1::FROZEN_REPORT_NOT_FOUND,
               "The event has no such frozen report.",
               {{"frozenReport", name.ToString()}});
}

absl::Status NotFound(const DeviceName& name) {
  return Error(error::v1::DEVICE_NOT_FOUND, "The event has no such device.",
               {{"device", name.ToString()}});
}

absl::Status NotFound(const ApiKeyName& name) {
  return Error(error::v1::API_KEY_NOT_FOUND, "The event has no such API key.",
               {{"apiKey", name.ToString()}});
}

absl::Status NotFoundNamed(const std::string& name) {
  return NotFoundAs<EventName, SessionName, RegistrationName, DelegationName,
                    ConflictName, UnmatchedName, FrozenReportName, DeviceName,
                    ApiKeyName>(name);
}

}  // namespace rollcall
