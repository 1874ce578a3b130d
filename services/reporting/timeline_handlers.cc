#include "common/api/field_checker.h"
#include "common/base/status_macros.h"
#include "common/rpc/call.h"
#include "services/reporting/report_message.h"
#include "services/reporting/reporting_service.h"
#include "services/reporting/timeline_message.h"

// Who was there when.
namespace rollcall::reporting {

grpc::Status ReportingService::GetTimeline(
    grpc::ServerContext* context, const v1::GetTimelineRequest* request,
    v1::GetTimelineResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const SessionName scope =
            ParseScope(request->event(), request->session(), check);
        const TimelineRequest asked = ParseTimeline(*request, check);
        const ReadOptions options = {
            call.deadline, ParseMinVersion(request->min_data_version(), check)};
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const TimelineSnapshot snapshot,
                         store_.LoadTimeline(scope, options));
        const Window window = WindowOf(asked, snapshot, check);
        RETURN_IF_ERROR(check.Check());
        const absl::Time open_end = snapshot.session.end_time;
        Render(BuildTimeline(snapshot.minutes, open_end, window), *response);
        Render(FindPeaks(snapshot.minutes, open_end),
               *response->mutable_peaks());
        RenderState(snapshot.state, *response);
        return absl::OkStatus();
      });
}

grpc::Status ReportingService::GetSessionReport(
    grpc::ServerContext* context, const v1::GetSessionReportRequest* request,
    v1::GetSessionReportResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto session =
            check.ResourceName<SessionName>("session", request->session());
        const ReadOptions options = {
            call.deadline, ParseMinVersion(request->min_data_version(), check)};
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const SessionSnapshot snapshot,
                         store_.LoadSession(session, options));
        Render(snapshot, session, *response);
        RenderState(snapshot.report.state, *response);
        return absl::OkStatus();
      });
}

}  // namespace rollcall::reporting
