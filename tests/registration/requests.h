#pragma once

#include <cstdint>
#include <latch>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "services/registration/registration_service.h"
#include "tests/harness/instance.h"

namespace rollcall::registration {

// An instance of the service on the shared database, which knows the heads of
// delegations.
class RegistrationServer
    : public rollcall::testing::Serving<v1::RegistrationService,
                                        RegistrationService> {
 public:
  RegistrationServer() : Serving({.knows_tokens = true}) {}
};

using Stub = v1::RegistrationService::Stub;

// What one call gave.
template <typename Response>
struct Answer {
  grpc::Status status;
  Response response;

  bool ok() const { return status.ok(); }
};

Answer<v1::CreateEventResponse> Send(Stub& stub,
                                     const v1::CreateEventRequest& request);
Answer<v1::GetEventResponse> Send(Stub& stub,
                                  const v1::GetEventRequest& request);
Answer<v1::ListEventsResponse> Send(Stub& stub,
                                    const v1::ListEventsRequest& request);
Answer<v1::UpdateEventResponse> Send(Stub& stub,
                                     const v1::UpdateEventRequest& request);
Answer<v1::CreateSessionResponse> Send(Stub& stub,
                                       const v1::CreateSessionRequest& request);
Answer<v1::GetSessionResponse> Send(Stub& stub,
                                    const v1::GetSessionRequest& request);
Answer<v1::ListSessionsResponse> Send(Stub& stub,
                                      const v1::ListSessionsRequest& request);
Answer<v1::UpdateSessionResponse> Send(Stub& stub,
                                       const v1::UpdateSessionRequest& request);
Answer<v1::CreateRegistrationResponse> Send(
    Stub& stub, const v1::CreateRegistrationRequest& request);
Answer<v1::GetRegistrationResponse> Send(
    Stub& stub, const v1::GetRegistrationRequest& request);
Answer<v1::ListRegistrationsResponse> Send(
    Stub& stub, const v1::ListRegistrationsRequest& request);
Answer<v1::GetTicketResponse> Send(Stub& stub,
                                   const v1::GetTicketRequest& request);
Answer<v1::EraseRegistrationResponse> Send(
    Stub& stub, const v1::EraseRegistrationRequest& request);
Answer<v1::ExportPersonalDataResponse> Send(
    Stub& stub, const v1::ExportPersonalDataRequest& request);

Answer<v1::ApproveRegistrationResponse> Send(
    Stub& stub, const v1::ApproveRegistrationRequest& request);
Answer<v1::RejectRegistrationResponse> Send(
    Stub& stub, const v1::RejectRegistrationRequest& request);
Answer<v1::CancelRegistrationResponse> Send(
    Stub& stub, const v1::CancelRegistrationRequest& request);
Answer<v1::ChangeModeResponse> Send(Stub& stub,
                                    const v1::ChangeModeRequest& request);
Answer<v1::TransferRegistrationResponse> Send(
    Stub& stub, const v1::TransferRegistrationRequest& request);
Answer<v1::RotateTicketResponse> Send(Stub& stub,
                                      const v1::RotateTicketRequest& request);

// A Request with only its field `name` set.
template <typename Request>
Request Named(const std::string& name) {
  Request request;
  request.set_name(name);
  return request;
}

// A request to change what `paths` name of the event or session `name`, to
// nothing as it stands.
v1::UpdateEventRequest EventUpdate(const std::string& name,
                                   const std::vector<std::string>& paths);
v1::UpdateSessionRequest SessionUpdate(const std::string& name,
                                       const std::vector<std::string>& paths);

// A session of `event`, in the first hour of what tests/harness/forum.h makes,
// that is valid as it stands.
v1::CreateSessionRequest ValidSession(const std::string& event,
                                      const std::string& session_id);

// A registration for `event` that is valid as it stands.
v1::CreateRegistrationRequest ValidRegistration(const std::string& event,
                                                const std::string& email);

// The fields that the violations name, in their order.
std::vector<std::string> FieldsOf(const grpc::Status& status);

// How many rows each table has of `event`, and what its rollups come to.
std::map<std::string, int64_t> RowsOf(const std::string& event);

// All registrations of `event`, as the list gives them.
std::vector<v1::Registration> AllRegistrations(Stub& stub,
                                               const std::string& event);

// Runs `body` with each of 0 to `count` - 1 at once and returns what it
// returned.
template <typename Body>
auto Together(int count, const Body& body)
    -> std::vector<decltype(body(int{}))> {
  std::vector<decltype(body(int{}))> results(count);
  std::latch ready(count);
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      ready.arrive_and_wait();
      results[i] = body(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return results;
}

}  // namespace rollcall::registration
