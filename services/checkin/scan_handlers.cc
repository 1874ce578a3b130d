#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "common/rpc/grpc_status.h"
#include "services/checkin/checkin_message.h"
#include "services/checkin/checkin_service.h"
#include "services/checkin/scan_stream_handlers.h"

// Scans at a door, alone and as a stream.
namespace rollcall::checkin {

grpc::ServerUnaryReactor* CheckInService::CheckIn(
    grpc::CallbackServerContext* context, const v1::CheckInRequest* request,
    v1::CheckInResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::Status submitted = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(const rpc::Call call,
                     rpc::Admit(*context, guard_, *request));
    return SubmitScan(lanes_, *request, call.deadline,
                      [reactor, request, response](const auto& answer) {
                        if (answer.ok()) {
                          Render(*answer, request->language_code(), *response);
                        }
                        reactor->Finish(rpc::ToGrpcStatus(answer.status()));
                      });
  }();
  if (!submitted.ok()) reactor->Finish(rpc::ToGrpcStatus(submitted));
  return reactor;
}

grpc::ServerBidiReactor<v1::StreamCheckInsRequest, v1::StreamCheckInsResponse>*
CheckInService::StreamCheckIns(grpc::CallbackServerContext* context) {
  return NewScanStream(
      *context, lanes_, scan_streams_,
      rpc::AdmitStream<v1::StreamCheckInsRequest>(*context, guard_));
}

}  // namespace rollcall::checkin
