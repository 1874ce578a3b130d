#include <vector>

#include "common/api/field_checker.h"
#include "common/api/field_mask.h"
#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/registration/event_message.h"
#include "services/registration/registration_service.h"

namespace rollcall::registration {

grpc::Status RegistrationService::CreateEvent(
    grpc::ServerContext* context, const v1::CreateEventRequest* request,
    v1::CreateEventResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        Event event = ParseEvent(request->event(), check);
        event.id = check.Slug("event_id", request->event_id());
        const RequestKey key = ParseRequestKey(*request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            const Event stored,
            events_.CreateEvent(event, key, rpc::ActOf(call), call.deadline));
        Render(stored, *response->mutable_event());
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::GetEvent(grpc::ServerContext* context,
                                           const v1::GetEventRequest* request,
                                           v1::GetEventResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
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
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        constexpr char kFilter[] = "events";
        FieldChecker check;
        const Page page =
            ParsePage(kFilter, request->page_size(), request->page_token(),
                      check, KeyForm::kOther);
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

grpc::Status RegistrationService::UpdateEvent(
    grpc::ServerContext* context, const v1::UpdateEventRequest* request,
    v1::UpdateEventResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        const v1::Event& message = request->event();
        FieldChecker check;
        const auto name =
            check.ResourceName<EventName>("event.name", message.name());
        const auto fields = ParseMask(*request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Event event,
                         events_.UpdateEvent(
                             name, message.etag(),
                             [&](const Event& stored) {
                               return Merge(stored, message, fields);
                             },
                             rpc::ActOf(call, TextOf(fields)), call.deadline));
        Render(event, *response->mutable_event());
        return absl::OkStatus();
      });
}

}  // namespace rollcall::registration
