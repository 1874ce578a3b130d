#include "clients/audit/read.h"

#include <optional>

#include "common/base/status_macros.h"
#include "rollcall/registration/v1/access_service.grpc.pb.h"

namespace rollcall::audit {

using registration::v1::AccessService;
using registration::v1::AuditBatch;
using registration::v1::AuditEnd;

absl::StatusOr<AuditEnd> ReadAudit(
    const client::Server& server, const std::string& event,
    const std::function<void(const AuditBatch&)>& take) {
  const auto stub = AccessService::NewStub(
      client::OpenStreamChannel(server, server.registration));
  grpc::ClientContext context;
  client::Prepare(server, context, absl::Hours(1));
  registration::v1::ExportAuditRequest request;
  request.set_event(event);
  const auto stream = stub->ExportAudit(&context, request);
  std::optional<AuditEnd> end;
  registration::v1::ExportAuditResponse part;
  while (stream->Read(&part)) {
    for (const AuditBatch& batch : part.batches()) take(batch);
    if (part.has_end()) end = part.end();
  }
  RETURN_IF_ERROR(client::Explain(stream->Finish()));
  if (!end) return absl::UnavailableError("The audit broke off.");
  return *end;
}

}  // namespace rollcall::audit
