#include "absl/time/clock.h"

#include "common/api/field_checker.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/reporting/audit_message.h"
#include "services/reporting/audit_store.h"
#include "services/reporting/reporting_service.h"

// Whether reports are right.
namespace rollcall::reporting {

grpc::Status ReportingService::AuditRollups(
    grpc::ServerContext* context, const v1::AuditRollupsRequest* request,
    v1::AuditRollupsResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(Audit audit,
                         reporting::AuditRollups(pool_, event, call.deadline));
        if (request->repair() && audit.NeedsRepair()) {
          RETURN_IF_ERROR(RepairRollups(write_pool_, event, audit.miscounted,
                                        rpc::ActOf(call, "repair"),
                                        call.deadline));
          audit.repaired = true;
        }
        audits_.Add(audit, absl::Now());
        Render(audit, *response);
        return absl::OkStatus();
      });
}

}  // namespace rollcall::reporting
