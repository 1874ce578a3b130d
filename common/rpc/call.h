#pragma once

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"

#include "common/api/limits.h"
#include "common/auth/token.h"
#include "common/rpc/grpc_status.h"

namespace rollcall::rpc {

// What a handler knows of its call besides the request.
struct Call {
  // The caller's, at most kDefaultDeadline from now.
  absl::Time deadline;
};

// Returns the value of the call's metadata `authorization`, or nothing.
absl::string_view AuthorizationOf(const grpc::ServerContextBase& context);

// Returns what Call::deadline is for a call that begins at `now`.
absl::Time DeadlineOf(const grpc::ServerContextBase& context, absl::Time now);

// Runs the body of one RPC, which takes a Call and returns absl::Status, unless
// the caller is not known to `guard`. Every method goes through here, so that
// none is open by mistake.
template <typename Body>
grpc::Status Serve(const grpc::ServerContextBase& context,
                   const auth::Guard& guard, const Body& body) {
  absl::Status status = guard.Check(AuthorizationOf(context));
  if (status.ok()) status = body(Call{DeadlineOf(context, absl::Now())});
  return ToGrpcStatus(status);
}

}  // namespace rollcall::rpc
