#include "clients/report/report_source.h"

#include <memory>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"

#include "clients/report/live_report.h"
#include "common/api/timestamp.h"
#include "common/base/hash.h"
#include "common/base/status_macros.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"

namespace rollcall::report {

using reporting::v1::Report;
using reporting::v1::ReportingService;

namespace {

std::unique_ptr<ReportingService::Stub> StubOf(const client::Server& server) {
  return ReportingService::NewStub(
      client::OpenChannel(server, server.reporting));
}

absl::StatusOr<SourcedReport> Open(const reporting::v1::FrozenReport& frozen) {
  SourcedReport opened;
  if (Sha256(frozen.content()) != frozen.content_sha256() ||
      !opened.report.ParseFromString(frozen.content())) {
    return absl::DataLossError(
        "The content of the report is not what its SHA-256 says.");
  }
  opened.origin.frozen_name = frozen.name();
  opened.origin.sha256 = absl::BytesToHexString(frozen.content_sha256());
  return opened;
}

}  // namespace

absl::StatusOr<SourcedReport> ComposeReport(const client::Server& server,
                                            const Wanted& wanted) {
  Wanted again = wanted;
  LiveReport first(server, wanted);
  auto report = first.Read();
  if (report.ok() && first.versions().size() == 1) {
    return SourcedReport{*std::move(report), {}};
  }
  if (!report.ok() && !absl::IsAborted(report.status())) return report.status();
  if (!first.versions().empty()) {
    again.min_data_version = *first.versions().rbegin();
  }
  LiveReport second(server, again);
  ASSIGN_OR_RETURN(Report read, second.Read());
  SourcedReport composed{std::move(read), {}};
  composed.origin.has_several_versions = second.versions().size() > 1;
  return composed;
}

absl::StatusOr<SourcedReport> FreezeReport(const client::Server& server,
                                           const Wanted& wanted,
                                           const std::string& request_id) {
  reporting::v1::FreezeReportRequest request;
  request.set_event(wanted.event);
  request.set_audience(wanted.audience);
  request.set_min_data_version(wanted.min_data_version);
  request.set_request_id(request_id);
  reporting::v1::FreezeReportResponse response;
  grpc::ClientContext context;
  client::Prepare(server, context);
  RETURN_IF_ERROR(client::Explain(
      StubOf(server)->FreezeReport(&context, request, &response)));
  return Open(response.frozen_report());
}

absl::StatusOr<SourcedReport> GetFrozenReport(const client::Server& server,
                                              const std::string& name) {
  reporting::v1::GetFrozenReportRequest request;
  request.set_name(name);
  reporting::v1::GetFrozenReportResponse response;
  grpc::ClientContext context;
  client::Prepare(server, context);
  RETURN_IF_ERROR(client::Explain(
      StubOf(server)->GetFrozenReport(&context, request, &response)));
  ASSIGN_OR_RETURN(SourcedReport opened, Open(response.frozen_report()));
  opened.origin.adjustments = {response.adjustments().begin(),
                               response.adjustments().end()};
  // What changed of a public report is not told.
  if (opened.report.audience() != reporting::v1::AUDIENCE_PUBLIC) {
    opened.origin.compared_time = ToTime(response.as_of());
  }
  return opened;
}

}  // namespace rollcall::report
