#include <vector>

#include "absl/strings/str_cat.h"

#include "common/api/field_checker.h"
#include "common/api/field_mask.h"
#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/registration/registration_service.h"
#include "services/registration/session_message.h"

namespace rollcall::registration {

grpc::Status RegistrationService::CreateSession(
    grpc::ServerContext* context, const v1::CreateSessionRequest* request,
    v1::CreateSessionResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const std::string id = check.Slug("session_id", request->session_id());
        const Session session =
            ParseSession({event.event, id}, request->session(), check);
        const RequestKey key = ParseRequestKey(*request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Session stored,
                         sessions_.CreateSession(session, key, rpc::ActOf(call),
                                                 call.deadline));
        Render(stored, *response->mutable_session());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::GetSession(
    grpc::ServerContext* context, const v1::GetSessionRequest* request,
    v1::GetSessionResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<SessionName>("name", request->name());
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Session session,
                         sessions_.GetSession(name, call.deadline));
        Render(session, *response->mutable_session());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::ListSessions(
    grpc::ServerContext* context, const v1::ListSessionsRequest* request,
    v1::ListSessionsResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const std::string filter = absl::StrCat(request->event(), "/sessions");
        const Page page =
            ParsePage(filter, request->page_size(), request->page_token(),
                      check, KeyForm::kOther);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(std::vector<Session> sessions,
                         sessions_.ListSessions(event, page, call.deadline));
        response->set_next_page_token(
            CutToPage(page, filter, sessions, SessionStore::PageKeyOf));
        for (const Session& session : sessions) {
          Render(session, *response->add_sessions());
        }
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::UpdateSession(
    grpc::ServerContext* context, const v1::UpdateSessionRequest* request,
    v1::UpdateSessionResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        const v1::Session& message = request->session();
        FieldChecker check;
        const auto name =
            check.ResourceName<SessionName>("session.name", message.name());
        const auto fields = ParseMask(name, *request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Session session,
                         sessions_.UpdateSession(
                             name, message.etag(),
                             [&](const Session& stored) {
                               return Merge(stored, message, fields);
                             },
                             rpc::ActOf(call, TextOf(fields)), call.deadline));
        Render(session, *response->mutable_session());
        return absl::OkStatus();
      });
}

}  // namespace rollcall::registration
