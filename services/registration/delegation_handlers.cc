#include <vector>

#include "absl/strings/str_cat.h"

#include "common/api/field_checker.h"
#include "common/api/field_mask.h"
#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/registration/delegation_message.h"
#include "services/registration/registration_service.h"

namespace rollcall::registration {

grpc::Status RegistrationService::CreateDelegation(
    grpc::ServerContext* context, const v1::CreateDelegationRequest* request,
    v1::CreateDelegationResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const Delegation delegation =
            ParseDelegation(request->delegation(), event, check);
        if (!delegation.head_id.empty()) {
          check.Fail("delegation.head",
                     "Must be empty: a new delegation has no members yet.");
        }
        const RequestKey key = ParseRequestKey(*request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            const auto issued,
            delegations_.CreateDelegation(event, delegation, key,
                                          rpc::ActOf(call), call.deadline));
        Render(issued.delegation, *response->mutable_delegation());
        response->set_head_token(issued.head_token);
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::ListDelegations(
    grpc::ServerContext* context, const v1::ListDelegationsRequest* request,
    v1::ListDelegationsResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const std::string filter =
            absl::StrCat(request->event(), "/delegations");
        const Page page = ParsePage(filter, request->page_size(),
                                    request->page_token(), check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            std::vector<Delegation> delegations,
            delegations_.ListDelegations(event, page, call.deadline));
        response->set_next_page_token(CutToPage(
            page, filter, delegations, [](const Delegation& delegation) {
              return delegation.name.delegation;
            }));
        for (const Delegation& delegation : delegations) {
          Render(delegation, *response->add_delegations());
        }
        return absl::OkStatus();
      });
}

grpc::Status RegistrationService::UpdateDelegation(
    grpc::ServerContext* context, const v1::UpdateDelegationRequest* request,
    v1::UpdateDelegationResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        const v1::Delegation& message = request->delegation();
        FieldChecker check;
        const auto name = check.ResourceName<DelegationName>("delegation.name",
                                                             message.name());
        const auto fields = ParseMask(*request, check);
        RETURN_IF_ERROR(check.Check());
        auth::Act act = rpc::ActOf(call, TextOf(fields));
        if (request->rotate_head_token()) {
          absl::StrAppend(&act.detail, act.detail.empty() ? "" : ",",
                          "rotate_head_token");
        }
        ASSIGN_OR_RETURN(const auto issued,
                         delegations_.UpdateDelegation(
                             name, message.etag(),
                             [&](const Delegation& stored) {
                               return Merge(stored, message, fields);
                             },
                             request->rotate_head_token(), act, call.deadline));
        Render(issued.delegation, *response->mutable_delegation());
        response->set_head_token(issued.head_token);
        return absl::OkStatus();
      });
}

}  // namespace rollcall::registration
