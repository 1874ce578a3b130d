#include "tests/registration/delegations.h"

#include <stdexcept>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/api/resource_name.h"
#include "tests/harness/sql.h"

namespace rollcall::registration {
namespace {

using rollcall::testing::ExecuteSql;
using rollcall::testing::kToken;

}  // namespace

Answer<v1::CreateDelegationResponse> Send(
    Stub& stub, const v1::CreateDelegationRequest& request) {
  return SendAs(kToken, stub, &Stub::CreateDelegation, request);
}

Answer<v1::ListDelegationsResponse> Send(
    Stub& stub, const v1::ListDelegationsRequest& request) {
  return SendAs(kToken, stub, &Stub::ListDelegations, request);
}

Answer<v1::UpdateDelegationResponse> Send(
    Stub& stub, const v1::UpdateDelegationRequest& request) {
  return SendAs(kToken, stub, &Stub::UpdateDelegation, request);
}

v1::CreateDelegationRequest ValidDelegation(const std::string& event) {
  v1::CreateDelegationRequest request;
  request.set_event(event);
  request.mutable_delegation()->set_display_name("Delegation of Kenya");
  return request;
}

v1::CreateRegistrationRequest ValidMember(const std::string& delegation,
                                          const std::string& email) {
  v1::CreateRegistrationRequest request =
      ValidRegistration(EventOf(delegation), email);
  request.mutable_registration()->set_delegation(delegation);
  return request;
}

std::string EventOf(const std::string& name) {
  return name.substr(0, name.find('/', name.find('/') + 1));
}

v1::Delegation Listed(Stub& stub, const std::string& delegation) {
  v1::ListDelegationsRequest request;
  request.set_event(EventOf(delegation));
  request.set_page_size(1000);
  const auto answer = Send(stub, request);
  for (const v1::Delegation& listed : answer.response.delegations()) {
    if (listed.name() == delegation) return listed;
  }
  return {};
}

int Recount(const std::string& delegation, const std::string& mode) {
  DelegationName name;
  int count = 0;
  if (!ParseName(delegation, name) ||
      !absl::SimpleAtoi(
          ExecuteSql(absl::StrCat(
              "SELECT count(*) FROM rollcall.registration"
              " WHERE event_id = '",
              name.event, "' AND delegation_id = '", name.delegation,
              "' AND mode = '", mode,
              "' AND state IN ('PENDING', 'CONFIRMED', 'WAITLISTED')")),
          &count)) {
    throw std::runtime_error("no count of " + delegation);
  }
  return count;
}

void End(const std::string& name) {
  RegistrationName registration;
  if (!ParseName(name, registration)) throw std::runtime_error(name);
  ExecuteSql(
      absl::StrCat("UPDATE rollcall.registration SET state = 'CANCELLED'"
                   " WHERE event_id = '",
                   registration.event, "' AND registration_id = '",
                   registration.registration, "'"));
}

}  // namespace rollcall::registration
