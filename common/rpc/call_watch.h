#pragma once

#include "grpcpp/support/server_interceptor.h"

#include "common/auth/guard.h"
#include "common/rpc/call_tally.h"
#include "common/rpc/refusal_log.h"

namespace rollcall::rpc {

// Sees every call of a server, whether its method is built or not:
//  - gives a call without a valid `x-request-id` one of its own, and sends the
//    id with the answer: in the initial metadata and, with an error, in the
//    trailing metadata, where most clients look then;
//  - writes one log line a call: method, code, reason, duration, ids; nothing
//    of the request, of the caller's address, or of the message, nor the name
//    of a method that nobody serves; of calls that were turned away, or whose
//    callers went before they were answered, as RefusalLog says;
//  - counts it in `tally`;
//  - gives requests that cannot be read their reason, INVALID_FIELD;
//  - gives methods that are not built theirs, METHOD_NOT_BUILT, or the
//    one that `guard` has for a caller who is no admin.
class CallWatchFactory final
    : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  // Both outlive the server.
  CallWatchFactory(const auth::Guard& guard, CallTally& tally)
      : guard_(guard), tally_(tally) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override;

 private:
  const auth::Guard& guard_;
  CallTally& tally_;
  RefusalLog refusals_;
};

}  // namespace rollcall::rpc
