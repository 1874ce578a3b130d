#include "common/api/field_checker.h"
#include "common/api/request_key.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/registration/registration_service.h"
#include "services/registration/ticket_message.h"

namespace rollcall::registration {

grpc::Status RegistrationService::GetTicket(grpc::ServerContext* context,
                                            const v1::GetTicketRequest* request,
                                            v1::GetTicketResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<RegistrationName>("name", request->name());
        const ImageFormats formats =
            ParseImageFormats(request->image_formats(), check);
        RETURN_IF_ERROR(check.Check());
        RETURN_IF_ERROR(CheckVisible(call, name));
        ASSIGN_OR_RETURN(const Ticket ticket,
                         tickets_.GetTicket(name, call.deadline));
        Render(ticket, ticket_key_, *response->mutable_ticket());
        return RenderImages(formats, *response);
      });
}

grpc::Status RegistrationService::RotateTicket(
    grpc::ServerContext* context, const v1::RotateTicketRequest* request,
    v1::RotateTicketResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<RegistrationName>("name", request->name());
        const ImageFormats formats =
            ParseImageFormats(request->image_formats(), check);
        const RequestKey key = ParseRequestKey(*request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            const Ticket ticket,
            tickets_.RotateTicket(name, key, rpc::ActOf(call), call.deadline));
        Render(ticket, ticket_key_, *response->mutable_ticket());
        return RenderImages(formats, *response);
      });
}

}  // namespace rollcall::registration
