#include "absl/time/clock.h"

#include "common/api/field_checker.h"
#include "common/api/limits.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/checkin/checkin_message.h"
#include "services/checkin/checkin_service.h"

// What was decided, what devices need to know, and conflicts.
namespace rollcall::checkin {

grpc::Status CheckInService::GetDecision(grpc::ServerContext* context,
                                         const v1::GetDecisionRequest* request,
                                         v1::GetDecisionResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto device =
            check.ResourceName<DeviceName>("device", request->device());
        const auto scan_id =
            check.Uuid("scan_id", request->scan_id(), Requirement::kRequired);
        check.Text("language_code", request->language_code(),
                   limits::kMaxLanguageCode, Requirement::kOptional);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const CheckInStore::Recorded recorded,
                         store_.GetDecision(device.event, device.device,
                                            *scan_id, call.deadline));
        Render(recorded.decision, request->language_code(),
               *response->mutable_decision());
        response->set_data_version(recorded.data_version);
        return absl::OkStatus();
      });
}

grpc::Status CheckInService::AnnulCheckIn(
    grpc::ServerContext* context, const v1::AnnulCheckInRequest* request,
    v1::AnnulCheckInResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const AnnulRequest annul = ParseAnnul(*request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Decision decision,
                         store_.Annul(annul, rpc::ActOf(call), call.deadline));
        Render(decision, "", *response->mutable_decision());
        return absl::OkStatus();
      });
}

grpc::Status CheckInService::ListConflicts(
    grpc::ServerContext* context, const v1::ListConflictsRequest* request,
    v1::ListConflictsResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const ConflictFilter filter = ParseFilter(*request, event, check);
        const std::string key = SelectionOf(*request);
        const Page page =
            ParsePage(key, request->page_size(), request->page_token(), check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            std::vector<Conflict> conflicts,
            conflicts_.ListConflicts(event, filter, page, call.deadline));
        response->set_next_page_token(CutToPage(
            page, key, conflicts, [](const Conflict& c) { return c.id; }));
        for (const Conflict& conflict : conflicts) {
          Render(event.event, conflict, *response->add_conflicts());
        }
        return absl::OkStatus();
      });
}

grpc::Status CheckInService::ResolveConflict(
    grpc::ServerContext* context, const v1::ResolveConflictRequest* request,
    v1::ResolveConflictResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<ConflictName>("name", request->name());
        check.Text("note", request->note(), limits::kMaxNote,
                   Requirement::kRequired);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            const Conflict conflict,
            conflicts_.ResolveConflict(name, request->note(), rpc::ActOf(call),
                                       call.deadline));
        Render(name.event, conflict, *response->mutable_conflict());
        return absl::OkStatus();
      });
}

grpc::Status CheckInService::GetTicketKeys(
    grpc::ServerContext* context, const v1::GetTicketKeysRequest* request,
    v1::GetTicketKeysResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const std::vector<TicketKey> keys,
                         keys_.ListKeys(event, call.deadline));
        for (const TicketKey& key : keys) {
          auto* out = response->add_keys();
          out->set_key_id(key.key_id);
          out->set_public_key(key.public_key);
        }
        return absl::OkStatus();
      });
}

grpc::Status CheckInService::SyncClock(grpc::ServerContext* context,
                                       const v1::SyncClockRequest* request,
                                       v1::SyncClockResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call&) -> absl::Status {
        RenderTime(absl::Now(), *response->mutable_server_time());
        if (request->has_device_time()) {
          *response->mutable_device_time() = request->device_time();
        }
        return absl::OkStatus();
      });
}

}  // namespace rollcall::checkin
