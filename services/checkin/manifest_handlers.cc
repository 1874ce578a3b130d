#include "absl/time/clock.h"

#include "common/api/field_checker.h"
#include "common/api/limits.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/checkin/checkin_service.h"
#include "services/checkin/manifest_message.h"

namespace rollcall::checkin {

grpc::Status CheckInService::GetManifest(
    grpc::ServerContext* context, const v1::GetManifestRequest* request,
    grpc::ServerWriter<v1::GetManifestResponse>* writer) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        RETURN_IF_ERROR(check.Check());
        const auto since =
            ParseManifestToken(event.event, request->manifest_token());
        ASSIGN_OR_RETURN(const ManifestHead head,
                         manifests_.GetHead(event, since, call.deadline));
        v1::GetManifestResponse response;
        Render(event.event, head, response);
        for (std::string after;;) {
          ASSIGN_OR_RETURN(const std::vector<ManifestRow> rows,
                           manifests_.ListRows(
                               event, head.since, after, limits::kManifestBatch,
                               rpc::DeadlineOf(*context, absl::Now(),
                                               limits::kDefaultDeadline)));
          for (const ManifestRow& row : rows) {
            Render(head.salt, row, *response.add_entries());
          }
          const bool is_last = rows.size() < limits::kManifestBatch;
          if (is_last) {
            response.set_manifest_token(
                RenderManifestToken(event.event, head.horizon));
          }
          if (!writer->Write(response)) {
            return absl::CancelledError("The device has gone.");
          }
          if (is_last) return absl::OkStatus();
          after = rows.back().registration;
          response.Clear();
        }
      });
}

}  // namespace rollcall::checkin
