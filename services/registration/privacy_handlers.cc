#include "common/api/field_checker.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/registration/registration_message.h"
#include "services/registration/registration_service.h"

namespace rollcall::registration {

grpc::Status RegistrationService::EraseRegistration(
    grpc::ServerContext* context, const v1::EraseRegistrationRequest* request,
    v1::EraseRegistrationResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<RegistrationName>("name", request->name());
        RETURN_IF_ERROR(check.Check());
        RETURN_IF_ERROR(
            privacy_.EraseRegistration(name, rpc::ActOf(call), call.deadline));
        ASSIGN_OR_RETURN(const Registration registration,
                         registrations_.GetRegistration(name, call.deadline));
        Render(registration, *response->mutable_registration());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::ExportPersonalData(
    grpc::ServerContext* context, const v1::ExportPersonalDataRequest* request,
    v1::ExportPersonalDataResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<RegistrationName>("name", request->name());
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            *response->mutable_json(),
            privacy_.ExportPersonalData(name, rpc::ActOf(call), call.deadline));
        return absl::OkStatus();
      });
}

}  // namespace rollcall::registration
