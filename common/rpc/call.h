#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"

#include "common/auth/act.h"
#include "common/auth/guard.h"
#include "common/auth/policy.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/rpc/call_ids.h"
#include "common/rpc/grpc_status.h"

namespace rollcall::rpc {

// What a handler knows of its call besides the request.
struct Call {
  // The caller's, at most kDefaultDeadline from now.
  absl::Time deadline;
  // Who calls.
  auth::Caller caller;
  // What, as `RegistrationService.CreateEvent`.
  absl::string_view method = {};
};

// What `call` does, for the audit; `detail` as in auth::Act.
auth::Act ActOf(const Call& call, std::string detail = "");

// Returns the value of the call's metadata `authorization`, or nothing.
absl::string_view AuthorizationOf(const grpc::ServerContextBase& context);

// Returns the caller's deadline, at most `longest` from `now`: Call::deadline
// for kDefaultDeadline, more for the steps of a long stream.
absl::Time DeadlineOf(const grpc::ServerContextBase& context, absl::Time now,
                      absl::Duration longest);

// Admits a call, by `guard`, to a method with `policy`.
absl::StatusOr<Call> Admit(const grpc::ServerContextBase& context,
                           const auth::Guard& guard,
                           const auth::Policy& policy);

// Admits a call to the method that streams `Request`. What its messages ask is
// for CheckMessage to say.
template <typename Request>
absl::StatusOr<Call> AdmitStream(const grpc::ServerContextBase& context,
                                 const auth::Guard& guard) {
  ASSIGN_OR_RETURN(Call call,
                   Admit(context, guard, auth::PolicyFor<Request>()));
  call.method = auth::MethodNameFor<Request>();
  return call;
}

// OK when `caller`, whom AdmitStream has admitted, may still call and ask what
// `message` asks. Else fails as auth::Guard::Admit and
// auth::Policy::CheckRequest do.
absl::Status CheckStanding(const auth::Caller& caller);
template <typename Request>
absl::Status CheckMessage(const auth::Caller& caller, const Request& message) {
  RETURN_IF_ERROR(CheckStanding(caller));
  return auth::PolicyFor<Request>().CheckRequest(caller, message);
}

// Admits a call to the method that takes `request`, which the caller may ask.
template <typename Request>
absl::StatusOr<Call> Admit(const grpc::ServerContextBase& context,
                           const auth::Guard& guard, const Request& request) {
  ASSIGN_OR_RETURN(Call call, AdmitStream<Request>(context, guard));
  RETURN_IF_ERROR(CheckMessage(call.caller, request));
  return call;
}

// Runs the body of one RPC, which takes a Call and returns absl::Status, if the
// caller may call it and ask what `request` asks. Every method goes through
// here, through ServeStream or, if it answers later, through Admit or
// AdmitStream, so that none is open by mistake. What is logged meanwhile has
// the ids of the call.
template <typename Request, typename Body>
grpc::Status Serve(const grpc::ServerContextBase& context,
                   const auth::Guard& guard, const Request& request,
                   const Body& body) {
  const LogScope scope(LogFieldsOf(CallIdsOf(context)));
  const auto call = Admit(context, guard, request);
  return ToGrpcStatus(call.ok() ? body(*call) : call.status());
}

// As above, for a method that streams `Request`, whose body checks each
// message by CheckMessage.
template <typename Request, typename Body>
grpc::Status ServeStream(const grpc::ServerContextBase& context,
                         const auth::Guard& guard, const Body& body) {
  const LogScope scope(LogFieldsOf(CallIdsOf(context)));
  const auto call = AdmitStream<Request>(context, guard);
  return ToGrpcStatus(call.ok() ? body(*call) : call.status());
}

}  // namespace rollcall::rpc
