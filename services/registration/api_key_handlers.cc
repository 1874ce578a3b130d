#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "common/api/field_checker.h"
#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/registration/access_message.h"
#include "services/registration/access_service.h"

// Keys of people and programs.
namespace rollcall::registration {

grpc::Status AccessService::CreateApiKey(grpc::ServerContext* context,
                                         const v1::CreateApiKeyRequest* request,
                                         v1::CreateApiKeyResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const ApiKey api_key =
            ParseApiKey(request->api_key(), absl::Now(), check);
        const RequestKey key = ParseRequestKey(*request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const auto issued,
                         keys_.CreateApiKey(event, api_key, key,
                                            rpc::ActOf(call), call.deadline));
        Render(issued.key, *response->mutable_api_key());
        response->set_key_text(issued.text);
        return absl::OkStatus();
      });
}

grpc::Status AccessService::RevokeApiKey(grpc::ServerContext* context,
                                         const v1::RevokeApiKeyRequest* request,
                                         v1::RevokeApiKeyResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<ApiKeyName>("name", request->name());
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(
            const ApiKey key,
            keys_.RevokeApiKey(name, rpc::ActOf(call), call.deadline));
        Render(key, *response->mutable_api_key());
        return absl::OkStatus();
      });
}

grpc::Status AccessService::ListApiKeys(grpc::ServerContext* context,
                                        const v1::ListApiKeysRequest* request,
                                        v1::ListApiKeysResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        const std::string filter = absl::StrCat(request->event(), "/apiKeys");
        const Page page = ParsePage(filter, request->page_size(),
                                    request->page_token(), check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(std::vector<ApiKey> keys,
                         keys_.ListApiKeys(event, page, call.deadline));
        response->set_next_page_token(
            CutToPage(page, filter, keys,
                      [](const ApiKey& key) { return key.name.api_key; }));
        for (const ApiKey& key : keys) Render(key, *response->add_api_keys());
        return absl::OkStatus();
      });
}

}  // namespace rollcall::registration
