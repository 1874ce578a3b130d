#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "grpcpp/server_context.h"

#include "common/base/log.h"

namespace rollcall::rpc {

// The metadata that names a call: a caller may send it, and gets it back with
// every answer and error.
inline constexpr char kRequestIdKey[] = "x-request-id";

// How callers, proxies and logs name one call.
struct CallIds {
  std::string request_id;
  // Empty when the caller has sent no valid one.
  std::string trace_id;
};

// Whether `text` may be the id of a request: 1 to 64 letters of ASCII, digits,
// dots, hyphens and underscores.
bool IsRequestId(absl::string_view text);

// The trace id, 32 hexadecimal digits, in the value of a `traceparent` as W3C
// Trace Context has it; empty when it is not valid.
absl::string_view TraceIdIn(absl::string_view traceparent);

// The ids of a call from what its caller sent: `x-request-id` and
// `traceparent`. What is not valid, or there more than once, is as if it were
// not there. The request id is empty then.
CallIds CallIdsOf(const grpc::ServerContextBase& context);

// The fields of log lines about the call.
LogScope::Fields LogFieldsOf(CallIds ids);

}  // namespace rollcall::rpc
