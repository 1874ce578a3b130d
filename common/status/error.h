#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "rollcall/error/v1/error_reason.pb.h"

namespace rollcall {

using error::v1::ErrorReason;

// The request-specific values of an error, by name.
using ErrorMetadata = std::map<std::string, std::string>;

// One wrong field of a request.
struct FieldViolation {
  // The path from the request message, for example `registration.mode`.
  std::string field;
  // What is wrong and what to send instead.
  std::string description;
};

// Returns an error that reaches the client as google.rpc.ErrorInfo with the
// name of `reason` and the domain `rollcall`. Its status code is the one
// declared beside the reason in error_reason.proto. Every request-specific
// value in `message` is also in `metadata`; none is personal data or a secret.
absl::Status Error(ErrorReason reason, absl::string_view message,
                   const ErrorMetadata& metadata = {});

// Returns INVALID_FIELD with all `violations`, which are not empty, as a
// google.rpc.BadRequest. Together the details stay below 7 KB (a client loses
// the status code at 8 KB): violations that do not fit are counted in the last.
absl::Status InvalidFields(const std::vector<FieldViolation>& violations);

// Returns INVALID_FIELD for one field.
absl::Status InvalidField(absl::string_view field,
                          absl::string_view description);

// Returns OVERLOADED, to be tried again after `retry_delay`, which the caller
// gets as google.rpc.RetryInfo.
absl::Status Overloaded(absl::Duration retry_delay);

// Returns RATE_LIMITED, likewise.
absl::Status RateLimited(absl::Duration retry_delay);

// The status code declared beside `reason`, which is one of the enum.
absl::StatusCode CodeOf(ErrorReason reason);

// Returns the reason of an error made by the functions above, else
// ERROR_REASON_UNSPECIFIED.
ErrorReason ReasonOf(const absl::Status& status);

// Returns what Error gave as metadata.
ErrorMetadata MetadataOf(const absl::Status& status);

}  // namespace rollcall
