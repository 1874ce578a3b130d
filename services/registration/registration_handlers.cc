#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/api/field_checker.h"
#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "common/status/error.h"
#include "services/registration/delegation_message.h"
#include "services/registration/reach.h"
#include "services/registration/registration_message.h"
#include "services/registration/registration_service.h"

namespace rollcall::registration {
namespace {

// What a page token is bound to: all of the request but the page, and the
// delegation that the caller is bound to.
std::string FilterText(v1::ListRegistrationsRequest request,
                       const std::string& delegation) {
  request.set_delegation(delegation);
  return SelectionOf(std::move(request));
}

// Who is served first on the waiting list, and whom doors turn away, is for the
// organizer to say.
void CheckOrganizersPart(const auth::Caller& caller,
                         const v1::Registration& registration,
                         FieldChecker& check) {
  if (caller.role != auth::Role::ROLE_DELEGATION_HEAD) return;
  if (registration.waitlist_priority() != 0) {
    check.Fail("registration.waitlist_priority",
               "Must be 0: only the organizer gives another.");
  }
  if (registration.blocked()) {
    check.Fail("registration.blocked",
               "Must be false: only the organizer blocks.");
  }
}

// For a caller who does not reach the registration that a call found.
absl::Status RefuseFound(const RegistrationStore::Created& found,
                         const RequestKey& key) {
  if (!found.already_registered) return RequestIdReused(key);
  return Error(error::v1::EMAIL_TAKEN,
               "The e-mail belongs to another registration.",
               {{"registration", found.registration.name.ToString()}});
}

}  // namespace

absl::Status RegistrationService::CheckVisible(
    const rpc::Call& call, const RegistrationName& registration) {
  const auto delegation = DelegationOf(call.caller, std::nullopt);
  if (!delegation) return absl::OkStatus();
  return delegations_.CheckMember(*delegation, registration, call.deadline);
}

grpc::Status RegistrationService::CreateRegistration(
    grpc::ServerContext* context, const v1::CreateRegistrationRequest* request,
    v1::CreateRegistrationResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        Registration registration = ParseRegistration(
            "registration", request->registration(), event, check);
        CheckOrganizersPart(call.caller, request->registration(), check);
        const auto delegation = DelegationOf(
            call.caller,
            ParseDelegationOf(event, "registration.delegation",
                              request->registration().delegation(), check));
        const RequestKey key = ParseRequestKey(*request, check);
        RETURN_IF_ERROR(check.Check());
        RETURN_IF_ERROR(CheckReach(call.caller, delegation));
        if (delegation) registration.delegation_id = delegation->delegation;
        ASSIGN_OR_RETURN(
            const auto created,
            registrations_.CreateRegistration(event, registration, key,
                                              rpc::ActOf(call), call.deadline));
        if (!Reaches(call.caller, created.registration)) {
          return RefuseFound(created, key);
        }
        Render(created.registration, *response->mutable_registration());
        response->set_already_registered(created.already_registered);
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::GetRegistration(
    grpc::ServerContext* context, const v1::GetRegistrationRequest* request,
    v1::GetRegistrationResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<RegistrationName>("name", request->name());
        RETURN_IF_ERROR(check.Check());
        RETURN_IF_ERROR(CheckVisible(call, name));
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
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const auto delegation = DelegationOf(
            call.caller, ParseDelegationOf(event, "delegation",
                                           request->delegation(), check));
        RegistrationFilter filter = ParseFilter(*request, check);
        if (delegation) filter.delegation = delegation->delegation;
        const std::string bound = FilterText(*request, filter.delegation);
        const Page page = ParsePage(bound, request->page_size(),
                                    request->page_token(), check);
        RETURN_IF_ERROR(check.Check());
        RETURN_IF_ERROR(CheckReach(call.caller, delegation));
        ASSIGN_OR_RETURN(std::vector<Registration> registrations,
                         registrations_.ListRegistrations(event, filter, page,
                                                          call.deadline));
        if (page.key.empty()) {
          RETURN_IF_ERROR(registrations_.RecordReading(event, rpc::ActOf(call),
                                                       call.deadline));
        }
        response->set_next_page_token(CutToPage(
            page, bound, registrations, [](const Registration& registration) {
              return registration.name.registration;
            }));
        for (const Registration& registration : registrations) {
          Render(registration, *response->add_registrations());
        }
        return absl::OkStatus();
      });
}

}  // namespace rollcall::registration
