#include "services/checkin/checkin_service.h"

#include "common/api/field_checker.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/checkin/checkin_message.h"

namespace rollcall::checkin {

grpc::Status CheckInService::CheckIn(grpc::ServerContext* context,
                                     const v1::CheckInRequest* request,
                                     v1::CheckInResponse* response) {
  return rpc::Serve(*context, guard_,
                    [&](const rpc::Call& call) -> absl::Status {
                      FieldChecker check;
                      const ScanRequest scan = ParseScan(*request, check);
                      RETURN_IF_ERROR(check.Check());
                      ASSIGN_OR_RETURN(const CheckInStore::Answer answer,
                                       store_.CheckIn(scan, call.deadline));
                      Render(answer.decision, *response->mutable_decision());
                      response->set_replayed(answer.replayed);
                      return absl::OkStatus();
                    });
}

}  // namespace rollcall::checkin
