#include "absl/time/clock.h"

#include "common/api/field_checker.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/checkin/checkin_message.h"
#include "services/checkin/checkin_service.h"

// People who come without a registration.
namespace rollcall::checkin {

grpc::Status CheckInService::AdmitWalkIn(grpc::ServerContext* context,
                                         const v1::AdmitWalkInRequest* request,
                                         v1::AdmitWalkInResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const WalkIn walk_in = ParseWalkIn(*request, check);
        RETURN_IF_ERROR(check.Check());
        RETURN_IF_ERROR(CheckScan(walk_in.scan, absl::Now()));
        ASSIGN_OR_RETURN(
            const WalkInAnswer answer,
            walk_ins_.Admit(walk_in, rpc::ActOf(call), call.deadline));
        Render(answer.answer.decision, request->language_code(),
               *response->mutable_decision());
        response->set_replayed(answer.answer.replayed);
        response->set_ticket_code(answer.ticket_code);
        return absl::OkStatus();
      });
}

}  // namespace rollcall::checkin
