#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/support/server_callback.h"

#include "common/rpc/call.h"
#include "common/rpc/open_streams.h"
#include "rollcall/checkin/v1/checkin_service.grpc.pb.h"
#include "services/checkin/lane_store.h"

namespace rollcall::checkin {

// Parses and checks `request` and queues it in `lanes`, which call `done` with
// the answer. Fails, without calling `done`, with what is wrong with it or with
// OVERLOADED, which is cheap: then nothing was looked at.
absl::Status SubmitScan(LaneStore& lanes, const v1::CheckInRequest& request,
                        absl::Time deadline, LaneStore::Done done);

// Serves one StreamCheckIns call, one of `streams`, or ends it with why it was
// not admitted. Deletes itself at the end.
grpc::ServerBidiReactor<v1::StreamCheckInsRequest, v1::StreamCheckInsResponse>*
NewScanStream(const grpc::CallbackServerContext& context, LaneStore& lanes,
              rpc::OpenStreams& streams, const absl::StatusOr<rpc::Call>& call);

}  // namespace rollcall::checkin
