#include "services/reporting/reporting_service.h"

#include "common/api/field_checker.h"
#include "common/api/limits.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/reporting/communique.h"
#include "services/reporting/report_message.h"

namespace rollcall::reporting {
namespace {

constexpr char kEnglish[] = "en";

// Says which state of the data an answer is from.
template <typename Response>
void RenderVersion(const Snapshot& snapshot, Response& out) {
  RenderTime(snapshot.as_of, *out.mutable_as_of());
  out.set_data_version(snapshot.data_version);
}

}  // namespace

grpc::Status ReportingService::GetSummary(grpc::ServerContext* context,
                                          const v1::GetSummaryRequest* request,
                                          v1::GetSummaryResponse* response) {
  return rpc::Serve(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const SessionName scope =
            ParseScope(request->event(), request->session(), check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Snapshot snapshot,
                         store_.Load(scope, {}, call.deadline));
        Render(Summarize(snapshot), *response);
        Render(snapshot.unmatched, *response->mutable_unmatched());
        Render(snapshot.excluded, *response->mutable_excluded());
        RenderVersion(snapshot, *response);
        return absl::OkStatus();
      });
}

grpc::Status ReportingService::GetCommunique(
    grpc::ServerContext* context, const v1::GetCommuniqueRequest* request,
    v1::GetCommuniqueResponse* response) {
  return rpc::Serve(
      *context, guard_, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const SessionName scope = ParseScope(request->event(), "", check);
        check.Text("language_code", request->language_code(),
                   limits::kMaxLanguageCode, Requirement::kOptional);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const Snapshot snapshot,
                         store_.Load(scope, {}, call.deadline));
        response->set_text(
            ComposeCommunique(snapshot.event, Summarize(snapshot)));
        response->set_language_code(kEnglish);
        RenderVersion(snapshot, *response);
        return absl::OkStatus();
      });
}

}  // namespace rollcall::reporting
