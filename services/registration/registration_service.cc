#include "services/registration/registration_service.h"

#include <vector>

#include "absl/strings/str_cat.h"

#include "common/api/field_checker.h"
#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/registration/event_message.h"
#include "services/registration/registration_message.h"
#include "services/registration/session_message.h"

namespace rollcall::registration {

grpc::Status RegistrationService::CreateEvent(
    grpc::ServerContext* context, const v1::CreateEventRequest* request,
    v1::CreateEventResponse* response) {
  return rpc::Serve(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        Event event = ParseEvent(request->event(), check);
        event.id = check.Slug("event_id", request->event_id());
        const RequestKey key = ParseRequestKey(*request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Event stored,
                         events_.CreateEvent(event, key, call.deadline));
        Render(stored, *response->mutable_event());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::GetEvent(grpc::ServerContext* context,
                                           const v1::GetEventRequest* request,
                                           v1::GetEventResponse* response) {
  return rpc::Serve(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<EventName>("name", request->name());
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Event event,
                         events_.GetEvent(name, call.deadline));
        Render(event, *response->mutable_event());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::ListEvents(
    grpc::ServerContext* context, const v1::ListEventsRequest* request,
    v1::ListEventsResponse* response) {
  return rpc::Serve(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        constexpr char kFilter[] = "events";
        FieldChecker check;
        const Page page = ParsePage(kFilter, request->page_size(),
                                    request->page_token(), check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(std::vector<Event> events,
                         events_.ListEvents(page, call.deadline));
        response->set_next_page_token(
            CutToPage(page, kFilter, events,
                      [](const Event& event) { return event.id; }));
        for (const Event& event : events)
          Render(event, *response->add_events());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::CreateSession(
    grpc::ServerContext* context, const v1::CreateSessionRequest* request,
    v1::CreateSessionResponse* response) {
  return rpc::Serve(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        Session session = ParseSession(request->session(), check);
        session.name = {event.event,
                        check.Slug("session_id", request->session_id())};
        const RequestKey key = ParseRequestKey(*request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Session stored,
                         events_.CreateSession(session, key, call.deadline));
        Render(stored, *response->mutable_session());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::GetSession(
    grpc::ServerContext* context, const v1::GetSessionRequest* request,
    v1::GetSessionResponse* response) {
  return rpc::Serve(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<SessionName>("name", request->name());
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Session session,
                         events_.GetSession(name, call.deadline));
        Render(session, *response->mutable_session());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::ListSessions(
    grpc::ServerContext* context, const v1::ListSessionsRequest* request,
    v1::ListSessionsResponse* response) {
  return rpc::Serve(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const std::string filter = absl::StrCat(request->event(), "/sessions");
        const Page page = ParsePage(filter, request->page_size(),
                                    request->page_token(), check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(std::vector<Session> sessions,
                         events_.ListSessions(event, page, call.deadline));
        response->set_next_page_token(
            CutToPage(page, filter, sessions, EventStore::PageKeyOf));
        for (const Session& session : sessions) {
          Render(session, *response->add_sessions());
        }
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::CreateRegistration(
    grpc::ServerContext* context, const v1::CreateRegistrationRequest* request,
    v1::CreateRegistrationResponse* response) {
  return rpc::Serve(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const Registration registration =
            ParseRegistration(request->registration(), check);
        const RequestKey key = ParseRequestKey(*request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const auto created,
                         registrations_.CreateRegistration(event, registration,
                                                           key, call.deadline));
        Render(created.registration, *response->mutable_registration());
        response->set_already_registered(created.already_registered);
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::GetRegistration(
    grpc::ServerContext* context, const v1::GetRegistrationRequest* request,
    v1::GetRegistrationResponse* response) {
  return rpc::Serve(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<RegistrationName>("name", request->name());
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Registration registration,
                         registrations_.GetRegistration(name, call.deadline));
        Render(registration, *response->mutable_registration());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::ListRegistrations(
    grpc::ServerContext* context, const v1::ListRegistrationsRequest* request,
    v1::ListRegistrationsResponse* response) {
  return rpc::Serve(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const std::string filter =
            absl::StrCat(request->event(), "/registrations");
        const Page page = ParsePage(filter, request->page_size(),
                                    request->page_token(), check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            std::vector<Registration> registrations,
            registrations_.ListRegistrations(event, page, call.deadline));
        response->set_next_page_token(CutToPage(
            page, filter, registrations, [](const Registration& registration) {
              return registration.name.registration;
            }));
        for (const Registration& registration : registrations) {
          Render(registration, *response->add_registrations());
        }
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::GetTicket(grpc::ServerContext* context,
                                            const v1::GetTicketRequest* request,
                                            v1::GetTicketResponse* response) {
  return rpc::Serve(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<RegistrationName>("name", request->name());
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Ticket ticket,
                         registrations_.GetTicket(name, call.deadline));
        Render(ticket, *response->mutable_ticket());
        return absl::OkStatus();
      });
}

}  // namespace rollcall::registration
