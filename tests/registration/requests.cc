#include "tests/registration/requests.h"

#include <pqxx/pqxx>

#include "absl/strings/str_cat.h"

#include "common/api/resource_name.h"
#include "tests/harness/calls.h"
#include "tests/harness/database.h"

namespace rollcall::registration {
namespace {

// 2022-09-03 01:00 UTC.
constexpr int64_t kStartSeconds = 1662166800;
constexpr int64_t kHour = 3600;

template <typename Response, typename Method, typename Request>
Answer<Response> SendTo(Stub& stub, Method method, const Request& request) {
  Answer<Response> answer;
  answer.status =
      rollcall::testing::Call(stub, method, request, &answer.response);
  return answer;
}

}  // namespace

Answer<v1::CreateEventResponse> Send(Stub& stub,
                                     const v1::CreateEventRequest& request) {
  return SendTo<v1::CreateEventResponse>(stub, &Stub::CreateEvent, request);
}

Answer<v1::GetEventResponse> Send(Stub& stub,
                                  const v1::GetEventRequest& request) {
  return SendTo<v1::GetEventResponse>(stub, &Stub::GetEvent, request);
}

Answer<v1::ListEventsResponse> Send(Stub& stub,
                                    const v1::ListEventsRequest& request) {
  return SendTo<v1::ListEventsResponse>(stub, &Stub::ListEvents, request);
}

Answer<v1::UpdateEventResponse> Send(Stub& stub,
                                     const v1::UpdateEventRequest& request) {
  return SendTo<v1::UpdateEventResponse>(stub, &Stub::UpdateEvent, request);
}

Answer<v1::CreateSessionResponse> Send(
    Stub& stub, const v1::CreateSessionRequest& request) {
  return SendTo<v1::CreateSessionResponse>(stub, &Stub::CreateSession, request);
}

Answer<v1::GetSessionResponse> Send(Stub& stub,
                                    const v1::GetSessionRequest& request) {
  return SendTo<v1::GetSessionResponse>(stub, &Stub::GetSession, request);
}

Answer<v1::ListSessionsResponse> Send(Stub& stub,
                                      const v1::ListSessionsRequest& request) {
  return SendTo<v1::ListSessionsResponse>(stub, &Stub::ListSessions, request);
}

Answer<v1::UpdateSessionResponse> Send(
    Stub& stub, const v1::UpdateSessionRequest& request) {
  return SendTo<v1::UpdateSessionResponse>(stub, &Stub::UpdateSession, request);
}

Answer<v1::CreateRegistrationResponse> Send(
    Stub& stub, const v1::CreateRegistrationRequest& request) {
  return SendTo<v1::CreateRegistrationResponse>(stub, &Stub::CreateRegistration,
                                                request);
}

Answer<v1::GetRegistrationResponse> Send(
    Stub& stub, const v1::GetRegistrationRequest& request) {
  return SendTo<v1::GetRegistrationResponse>(stub, &Stub::GetRegistration,
                                             request);
}

Answer<v1::ListRegistrationsResponse> Send(
    Stub& stub, const v1::ListRegistrationsRequest& request) {
  return SendTo<v1::ListRegistrationsResponse>(stub, &Stub::ListRegistrations,
                                               request);
}

Answer<v1::GetTicketResponse> Send(Stub& stub,
                                   const v1::GetTicketRequest& request) {
  return SendTo<v1::GetTicketResponse>(stub, &Stub::GetTicket, request);
}

Answer<v1::ApproveRegistrationResponse> Send(
    Stub& stub, const v1::ApproveRegistrationRequest& request) {
  return SendTo<v1::ApproveRegistrationResponse>(
      stub, &Stub::ApproveRegistration, request);
}

Answer<v1::RejectRegistrationResponse> Send(
    Stub& stub, const v1::RejectRegistrationRequest& request) {
  return SendTo<v1::RejectRegistrationResponse>(stub, &Stub::RejectRegistration,
                                                request);
}

Answer<v1::CancelRegistrationResponse> Send(
    Stub& stub, const v1::CancelRegistrationRequest& request) {
  return SendTo<v1::CancelRegistrationResponse>(stub, &Stub::CancelRegistration,
                                                request);
}

Answer<v1::ChangeModeResponse> Send(Stub& stub,
                                    const v1::ChangeModeRequest& request) {
  return SendTo<v1::ChangeModeResponse>(stub, &Stub::ChangeMode, request);
}

Answer<v1::TransferRegistrationResponse> Send(
    Stub& stub, const v1::TransferRegistrationRequest& request) {
  return SendTo<v1::TransferRegistrationResponse>(
      stub, &Stub::TransferRegistration, request);
}

Answer<v1::EraseRegistrationResponse> Send(
    Stub& stub, const v1::EraseRegistrationRequest& request) {
  return SendTo<v1::EraseRegistrationResponse>(stub, &Stub::EraseRegistration,
                                               request);
}

Answer<v1::ExportPersonalDataResponse> Send(
    Stub& stub, const v1::ExportPersonalDataRequest& request) {
  return SendTo<v1::ExportPersonalDataResponse>(stub, &Stub::ExportPersonalData,
                                                request);
}

Answer<v1::RotateTicketResponse> Send(Stub& stub,
                                      const v1::RotateTicketRequest& request) {
  return SendTo<v1::RotateTicketResponse>(stub, &Stub::RotateTicket, request);
}

v1::UpdateEventRequest EventUpdate(const std::string& name,
                                   const std::vector<std::string>& paths) {
  v1::UpdateEventRequest request;
  request.mutable_event()->set_name(name);
  for (const std::string& path : paths) {
    request.mutable_update_mask()->add_paths(path);
  }
  return request;
}

v1::UpdateSessionRequest SessionUpdate(const std::string& name,
                                       const std::vector<std::string>& paths) {
  v1::UpdateSessionRequest request;
  request.mutable_session()->set_name(name);
  for (const std::string& path : paths) {
    request.mutable_update_mask()->add_paths(path);
  }
  return request;
}

v1::CreateSessionRequest ValidSession(const std::string& event,
                                      const std::string& session_id) {
  v1::CreateSessionRequest request;
  request.set_event(event);
  request.set_session_id(session_id);
  auto* session = request.mutable_session();
  session->set_kind(v1::Session::KIND_KEYNOTE);
  session->set_title("A keynote");
  session->mutable_start_time()->set_seconds(kStartSeconds);
  session->mutable_end_time()->set_seconds(kStartSeconds + kHour);
  return request;
}

v1::CreateRegistrationRequest ValidRegistration(const std::string& event,
                                                const std::string& email) {
  v1::CreateRegistrationRequest request;
  request.set_event(event);
  auto* registration = request.mutable_registration();
  registration->set_mode(type::v1::MODE_IN_PERSON);
  registration->mutable_person()->set_display_name("Ada");
  registration->mutable_person()->set_email(email);
  return request;
}

std::vector<std::string> FieldsOf(const grpc::Status& status) {
  std::vector<std::string> fields;
  const auto bad_request = rollcall::testing::BadRequestOf(status);
  for (const auto& violation : bad_request.field_violations()) {
    fields.push_back(violation.field());
  }
  return fields;
}

std::map<std::string, int64_t> RowsOf(const std::string& event) {
  EventName name;
  ParseName(event, name);
  pqxx::connection connection(rollcall::testing::DatabaseUrl());
  pqxx::work tx(connection);
  std::map<std::string, int64_t> rows;
  for (const char* table :
       {"event", "sector", "partner", "agenda_session", "speaker", "launch",
        "registration", "person", "ticket", "attendance"}) {
    rows[table] = tx.exec_params(absl::StrCat("SELECT count(*) FROM rollcall.",
                                              table, " WHERE event_id = $1"),
                                 name.event)[0][0]
                      .as<int64_t>();
  }
  const pqxx::result rollup = tx.exec_params(
      "SELECT coalesce(sum(person_count), 0),"
      "       (SELECT coalesce(sum(version), 0) FROM rollcall.rollup_version"
      "         WHERE event_id = $1)"
      "  FROM rollcall.attendance_rollup WHERE event_id = $1",
      name.event);
  rows["rollup people"] = rollup[0][0].as<int64_t>();
  rows["rollup version"] = rollup[0][1].as<int64_t>();
  return rows;
}

std::vector<v1::Registration> AllRegistrations(Stub& stub,
                                               const std::string& event) {
  std::vector<v1::Registration> all;
  v1::ListRegistrationsRequest request;
  request.set_event(event);
  request.set_page_size(1000);
  do {
    const auto answer = Send(stub, request);
    all.insert(all.end(), answer.response.registrations().begin(),
               answer.response.registrations().end());
    request.set_page_token(answer.response.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

}  // namespace rollcall::registration
