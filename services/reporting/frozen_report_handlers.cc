#include "common/api/field_checker.h"
#include "common/api/request_key.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/rpc/call.h"
#include "services/reporting/frozen_report_store.h"
#include "services/reporting/full_report.h"
#include "services/reporting/report_message.h"
#include "services/reporting/reporting_service.h"

// Reports that never change.
namespace rollcall::reporting {
namespace {

void Render(const FrozenReport& report, v1::FrozenReport& out) {
  out.set_name(report.name.ToString());
  out.set_audience(report.audience);
  RenderTime(report.as_of, *out.mutable_as_of());
  out.set_data_version(report.data_version);
  RenderTime(report.create_time, *out.mutable_create_time());
  out.set_content(report.content);
  out.set_content_sha256(Sha256(report.content));
}

}  // namespace

grpc::Status ReportingService::FreezeReport(
    grpc::ServerContext* context, const v1::FreezeReportRequest* request,
    v1::FreezeReportResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto event =
            check.ResourceName<EventName>("event", request->event());
        FrozenReport report;
        report.audience = ParseAudience(request->audience(), check);
        const ReadOptions options = {
            call.deadline, ParseMinVersion(request->min_data_version(), check)};
        const RequestKey key = ParseRequestKey(*request, check);
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const FullSnapshot snapshot,
                         store_.LoadAll(event, options));
        const DataState& state = snapshot.report.state;
        report.name = {event.event, NewUuid()};
        report.as_of = state.as_of;
        report.data_version = state.data_version;
        report.content = ComposeReport(event, snapshot, report.audience,
                                       options_.public_threshold)
                             .SerializeAsString();
        ASSIGN_OR_RETURN(const FrozenReport kept,
                         KeepReport(write_pool_, report, key, rpc::ActOf(call),
                                    call.deadline));
        Render(kept, *response->mutable_frozen_report());
        return absl::OkStatus();
      });
}

grpc::Status ReportingService::GetFrozenReport(
    grpc::ServerContext* context, const v1::GetFrozenReportRequest* request,
    v1::GetFrozenReportResponse* response) {
  return rpc::Serve(
      *context, guard_, *request, [&](const rpc::Call& call) -> absl::Status {
        FieldChecker check;
        const auto name =
            check.ResourceName<FrozenReportName>("name", request->name());
        RETURN_IF_ERROR(check.Check());
        ASSIGN_OR_RETURN(const FrozenReport kept,
                         FindFrozenReport(pool_, name, call.deadline));
        Render(kept, *response->mutable_frozen_report());
        const EventName event = {name.event};
        if (kept.audience == v1::AUDIENCE_PUBLIC) {
          // The state of the data alone is told.
          ASSIGN_OR_RETURN(const Snapshot snapshot,
                           store_.LoadSummary({event.event, kVenueSession},
                                              {call.deadline}));
          RenderState(snapshot.state, *response);
          return absl::OkStatus();
        }
        ASSIGN_OR_RETURN(const FullSnapshot snapshot,
                         store_.LoadAll(event, {call.deadline}));
        RenderState(snapshot.report.state, *response);
        v1::Report frozen;
        frozen.ParseFromString(kept.content);
        for (v1::Adjustment& adjustment : CompareReports(
                 frozen, ComposeReport(event, snapshot, v1::AUDIENCE_INTERNAL,
                                       options_.public_threshold))) {
          *response->add_adjustments() = std::move(adjustment);
        }
        return absl::OkStatus();
      });
}

}  // namespace rollcall::reporting
