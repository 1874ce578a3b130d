#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/sync_stream.h"

#include "clients/api/retry.h"
#include "clients/api/server.h"

namespace rollcall::client {

// Reads a stream of batches to its end and calls `take` with each of them, in
// order and once. A stream that breaks off as UNAVAILABLE goes on after the
// `resume_token` of the last batch, as Retry allows. `deadline` is of each try.
// `stub` is of OpenStreamChannel. The status is as Explain makes
// it.
template <typename Stub, typename Request, typename Response, typename Take>
absl::Status ReadResumed(const Server& server, Stub& stub,
                         std::unique_ptr<grpc::ClientReader<Response>> (
                             Stub::*method)(grpc::ClientContext*,
                                            const Request&),
                         Request request, const Take& take,
                         absl::Duration deadline = absl::Hours(1)) {
  Retry retry;
  absl::Status status;
  do {
    grpc::ClientContext context;
    Prepare(server, context, deadline);
    const auto stream = (stub.*method)(&context, request);
    Response response;
    while (stream->Read(&response)) {
      take(response);
      request.set_resume_token(response.resume_token());
      retry.Reset();
    }
    status = Explain(stream->Finish());
  } while (retry.Again(status));
  return status;
}

}  // namespace rollcall::client
