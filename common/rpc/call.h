#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "grpcpp/server_context.h"

#include "common/auth/guard.h"
#include "common/rpc/grpc_status.h"

namespace rollcall::rpc {

// What a handler knows of its call besides the request.
struct Call {
  // The caller's, at most kDefaultDeadline from now.
  absl::Time deadline;
  // Who calls.
  auth::Caller caller;
};

// Returns the value of the call's metadata `authorization`, or nothing.
absl::string_view AuthorizationOf(const grpc::ServerContextBase& context);

// Returns the caller's deadline, at most `longest` from `now`: Call::deadline
// for kDefaultDeadline, more for the steps of a long stream.
absl::Time DeadlineOf(const grpc::ServerContextBase& context, absl::Time now,
                      absl::Duration longest);

// Admits a call to a method that is open to the roles `open_to`, by `guard`.
absl::StatusOr<Call> Admit(const grpc::ServerContextBase& context,
                           const auth::Guard& guard,
                           absl::Span<const auth::Role> open_to);

// Runs the body of one RPC, which takes a Call and returns absl::Status, if
// `guard` admits the caller to a method that is open to the roles `open_to`.
// Every method goes through here or, if it answers later, through Admit, so
// that none is open by mistake.
template <typename Body>
grpc::Status Serve(const grpc::ServerContextBase& context,
                   const auth::Guard& guard,
                   absl::Span<const auth::Role> open_to, const Body& body) {
  const auto call = Admit(context, guard, open_to);
  return ToGrpcStatus(call.ok() ? body(*call) : call.status());
}

// As above, for a method that only an admin may call.
template <typename Body>
grpc::Status Serve(const grpc::ServerContextBase& context,
                   const auth::Guard& guard, const Body& body) {
  return Serve(context, guard, auth::kAdminOnly, body);
}

}  // namespace rollcall::rpc
