#include "services/reporting/reporting_service.h"

#include "absl/time/clock.h"

#include "common/api/field_checker.h"
#include "common/api/limits.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/reporting/communique.h"
#include "services/reporting/report_message.h"

namespace rollcall::reporting {
namespace {

// What a load for those who watch may take.
constexpr absl::Duration kLoadTime = absl::Seconds(2);

}  // namespace

ReportingService::ReportingService(db::Pool& pool, const auth::Guard& guard)
    : store_(pool),
      loader_(store_),
      hub_(
          [this](const auto& sessions) {
            return loader_.Load(sessions, absl::Now() + kLoadTime);
          },
          {kPollInterval}),
      guard_(guard) {}

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
        response->set_text(ComposeCommunique(
            snapshot.event, Summarize(snapshot), request->language_code()));
        response->set_language_code(LanguageFor(request->language_code()));
        RenderTime(snapshot.as_of, *response->mutable_as_of());
        response->set_data_version(snapshot.data_version);
        return absl::OkStatus();
      });
}

}  // namespace rollcall::reporting
