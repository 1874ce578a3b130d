#include "common/api/enum_text.h"
#include "common/api/field_checker.h"
#include "common/api/field_mask.h"
#include "common/api/request_key.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/registration/registration_message.h"
#include "services/registration/registration_service.h"

namespace rollcall::registration {

grpc::Status RegistrationService::UpdateRegistration(
    grpc::ServerContext* context, const v1::UpdateRegistrationRequest* request,
    v1::UpdateRegistrationResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        const v1::Registration& message = request->registration();
        FieldChecker check;
        const auto name = check.ResourceName<RegistrationName>(
            "registration.name", message.name());
        const auto fields = ParseMask(*request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Registration stored,
                         transitions_.Update(
                             name, message.etag(),
                             [&](const Registration& before) {
                               return Merge(before, message, fields);
                             },
                             rpc::ActOf(call, TextOf(fields)), call.deadline));
        Render(stored, *response->mutable_registration());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::ApproveRegistration(
    grpc::ServerContext* context, const v1::ApproveRegistrationRequest* request,
    v1::ApproveRegistrationResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<RegistrationName>("name", request->name());
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Registration stored,
                         transitions_.Approve(name, request->etag(),
                                              rpc::ActOf(call), call.deadline));
        Render(stored, *response->mutable_registration());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::RejectRegistration(
    grpc::ServerContext* context, const v1::RejectRegistrationRequest* request,
    v1::RejectRegistrationResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<RegistrationName>("name", request->name());
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            const Registration stored,
            transitions_.End(name, Ending::kRejected, request->etag(),
                             rpc::ActOf(call), call.deadline));
        Render(stored, *response->mutable_registration());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::CancelRegistration(
    grpc::ServerContext* context, const v1::CancelRegistrationRequest* request,
    v1::CancelRegistrationResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<RegistrationName>("name", request->name());
        const Ending ending = ParseEnding(request->initiator(), check);
        RETURN_IF_ERROR(check.Check());
        RETURN_IF_ERROR(CheckVisible(call, name));
        ASSIGN_OR_RETURN(
            const Registration stored,
            transitions_.End(name, ending, request->etag(),
                             rpc::ActOf(call, EnumText(request->initiator())),
                             call.deadline));
        Render(stored, *response->mutable_registration());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::ChangeMode(
    grpc::ServerContext* context, const v1::ChangeModeRequest* request,
    v1::ChangeModeResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<RegistrationName>("name", request->name());
        const auto mode = check.Value("mode", request->mode());
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            const Registration stored,
            transitions_.ChangeMode(name, mode, request->etag(),
                                    rpc::ActOf(call), call.deadline));
        Render(stored, *response->mutable_registration());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::TransferRegistration(
    grpc::ServerContext* context,
    const v1::TransferRegistrationRequest* request,
    v1::TransferRegistrationResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<RegistrationName>("name", request->name());
        const Registration successor =
            ParseSuccessor("registration", request->registration(), check);
        const RequestKey key = ParseRequestKey(*request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            const Registration stored,
            transitions_.Transfer(name, successor, key, request->etag(),
                                  rpc::ActOf(call), call.deadline));
        Render(stored, *response->mutable_registration());
        return absl::OkStatus();
      });
}

}  // namespace rollcall::registration
