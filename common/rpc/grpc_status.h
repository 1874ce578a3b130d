#pragma once

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace rollcall::rpc {

// Converts `status` for the wire, each payload becoming one detail of the
// google.rpc.Status in the `grpc-status-details-bin` trailer. An error without
// a reason is a fault of ours: its text goes to the log, and the caller gets
// INTERNAL_FAULT with a reference under which the log has it.
grpc::Status ToGrpcStatus(const absl::Status& status);

// Renders the error of one item of a call or stream, which is `status`, as
// ToGrpcStatus does that of a call.
void RenderItemError(const absl::Status& status, google::rpc::Status& out);

}  // namespace rollcall::rpc
