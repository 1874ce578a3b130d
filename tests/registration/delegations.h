#pragma once

#include <memory>
#include <string>

#include "grpcpp/client_context.h"

#include "tests/harness/calls.h"
#include "tests/registration/requests.h"

namespace rollcall::registration {

Answer<v1::CreateDelegationResponse> Send(
    Stub& stub, const v1::CreateDelegationRequest& request);
Answer<v1::ListDelegationsResponse> Send(
    Stub& stub, const v1::ListDelegationsRequest& request);
Answer<v1::UpdateDelegationResponse> Send(
    Stub& stub, const v1::UpdateDelegationRequest& request);

// Calls a method of `stub` with `token`:
//   SendAs(token, stub, &Stub::GetTicket, request)
template <typename Request, typename Response>
Answer<Response> SendAs(const std::string& token, Stub& stub,
                        grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                     const Request&, Response*),
                        const Request& request) {
  const auto context = rollcall::testing::NewContext(token);
  Answer<Response> answer;
  answer.status = (stub.*method)(context.get(), request, &answer.response);
  return answer;
}

// A delegation for `event` that is valid as it stands, without limits.
v1::CreateDelegationRequest ValidDelegation(const std::string& event);

// A registration of a member of `delegation` that is valid as it stands.
v1::CreateRegistrationRequest ValidMember(const std::string& delegation,
                                          const std::string& email);

// The event of a resource.
std::string EventOf(const std::string& name);

// `delegation` as ListDelegations gives it; empty when it does not.
v1::Delegation Listed(Stub& stub, const std::string& delegation);

// How many members `delegation` has in `mode` by a recount of registrations.
int Recount(const std::string& delegation, const std::string& mode);

// Ends the registration `name` as a cancellation does to its own row.
void End(const std::string& name);

}  // namespace rollcall::registration
