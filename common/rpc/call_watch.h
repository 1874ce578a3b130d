#pragma once

#include "grpcpp/support/server_interceptor.h"

#include "common/auth/guard.h"
#include "common/rpc/refusal_log.h"

namespace rollcall::rpc {

// Sees every call of a server, whether its method is built or not:
//  - writes one log line a call: method, code, reason, duration; nothing of the
//    request, of the caller's address, or of the message; of calls that were
//    turned away, RESOURCE_EXHAUSTED, as RefusalLog says;
//  - gives requests that cannot be read their reason, INVALID_FIELD;
//  - gives methods that are not built theirs, METHOD_NOT_BUILT, or the
//    one that `guard` has for a caller who is no admin.
class CallWatchFactory final
    : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  // `guard` outlives the server.
  explicit CallWatchFactory(const auth::Guard& guard) : guard_(guard) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override;

 private:
  const auth::Guard& guard_;
  RefusalLog refusals_;
};

}  // namespace rollcall::rpc
