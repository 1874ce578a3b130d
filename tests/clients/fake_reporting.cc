#include "tests/clients/fake_reporting.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "grpcpp/server_builder.h"

#include "common/api/timestamp.h"

namespace rollcall::testing {
namespace {

constexpr size_t kPageSize = 2;
constexpr int64_t kMostBuckets = 10000;

}  // namespace

FakeReporting::FakeReporting() {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port_);
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
}

FakeReporting::~FakeReporting() { server_->Shutdown(); }

std::string FakeReporting::address() const {
  return absl::StrCat("127.0.0.1:", port_);
}

int64_t FakeReporting::NextVersion() {
  const int64_t version = versions.front();
  if (versions.size() > 1) versions.pop_front();
  return version;
}

template <typename Request, typename Response>
void FakeReporting::Answer(const Request& request, Response& response) {
  ++call_count;
  min_data_versions.push_back(request.min_data_version());
  response.set_data_version(NextVersion());
}

grpc::Status FakeReporting::GetSummary(
    grpc::ServerContext*, const reporting::v1::GetSummaryRequest* request,
    reporting::v1::GetSummaryResponse* response) {
  *response = report.summary();
  audiences.push_back(request->audience());
  Answer(*request, *response);
  return grpc::Status::OK;
}

grpc::Status FakeReporting::GetBreakdown(
    grpc::ServerContext*, const reporting::v1::GetBreakdownRequest* request,
    reporting::v1::GetBreakdownResponse* response) {
  if (changes_between_pages && !request->page_token().empty()) {
    changes_between_pages = false;
    return {grpc::StatusCode::ABORTED, "Changed."};
  }
  for (const auto& part : report.breakdowns()) {
    if (part.dimension() == request->dimensions(0)) {
      *response = part.breakdown();
    }
  }
  const auto rows = response->rows();
  response->clear_rows();
  size_t next =
      request->page_token().empty() ? 0 : std::stoul(request->page_token());
  const size_t end = std::min<size_t>(rows.size(), next + kPageSize);
  for (; next < end; ++next) {
    *response->add_rows() = rows[static_cast<int>(next)];
  }
  if (end < static_cast<size_t>(rows.size())) {
    response->set_next_page_token(absl::StrCat(end));
  }
  audiences.push_back(request->audience());
  Answer(*request, *response);
  return grpc::Status::OK;
}

grpc::Status FakeReporting::GetTimeline(
    grpc::ServerContext*, const reporting::v1::GetTimelineRequest* request,
    reporting::v1::GetTimelineResponse* response) {
  *response = report.timeline();
  if (timeline_length > absl::ZeroDuration()) {
    const absl::Duration bucket =
        absl::Seconds(request->bucket_duration().seconds());
    const absl::Time event_start = ToTime(report.event().start_time());
    const absl::Time start =
        request->has_start_time() ? ToTime(request->start_time()) : event_start;
    const absl::Time end = request->has_end_time()
                               ? ToTime(request->end_time())
                               : event_start + timeline_length;
    if ((end - start) / bucket > kMostBuckets) {
      return {grpc::StatusCode::INVALID_ARGUMENT, "Too many buckets."};
    }
    response->clear_buckets();
    for (absl::Time at = start; at < end; at += bucket) {
      RenderTime(at, *response->add_buckets()->mutable_start_time());
    }
  }
  Answer(*request, *response);
  return grpc::Status::OK;
}

grpc::Status FakeReporting::GetSessionReport(
    grpc::ServerContext*, const reporting::v1::GetSessionReportRequest* request,
    reporting::v1::GetSessionReportResponse* response) {
  for (const auto& session : report.sessions()) {
    if (session.session() == request->session()) *response = session;
  }
  Answer(*request, *response);
  return grpc::Status::OK;
}

grpc::Status FakeReporting::GetCommunique(
    grpc::ServerContext*, const reporting::v1::GetCommuniqueRequest* request,
    reporting::v1::GetCommuniqueResponse* response) {
  response->set_text(report.communique());
  Answer(*request, *response);
  return grpc::Status::OK;
}

grpc::Status FakeReporting::FreezeReport(
    grpc::ServerContext*, const reporting::v1::FreezeReportRequest* request,
    reporting::v1::FreezeReportResponse* response) {
  freeze_request = *request;
  *response->mutable_frozen_report() = frozen.frozen_report();
  return grpc::Status::OK;
}

grpc::Status FakeReporting::GetFrozenReport(
    grpc::ServerContext*, const reporting::v1::GetFrozenReportRequest* request,
    reporting::v1::GetFrozenReportResponse* response) {
  if (request->name() != frozen.frozen_report().name()) {
    return {grpc::StatusCode::NOT_FOUND, "No such report."};
  }
  *response = frozen;
  return grpc::Status::OK;
}

template <typename Request, typename Response>
grpc::Status FakeReporting::Export(const Request& request,
                                   const std::vector<Response>& batches,
                                   grpc::ServerWriter<Response>& writer) {
  const size_t attempt = resume_tokens.size();
  resume_tokens.push_back(request.resume_token());
  size_t next =
      request.resume_token().empty() ? 0 : std::stoul(request.resume_token());
  for (int sent = 0; next < batches.size(); ++sent) {
    if (attempt < break_after.size() && sent == break_after[attempt]) break;
    Response batch = batches[next];
    batch.set_resume_token(absl::StrCat(++next));
    writer.Write(batch);
  }
  return next == batches.size()
             ? grpc::Status::OK
             : grpc::Status(grpc::StatusCode::UNAVAILABLE, "Broken off.");
}

grpc::Status FakeReporting::ExportAttendance(
    grpc::ServerContext*, const reporting::v1::ExportAttendanceRequest* request,
    grpc::ServerWriter<reporting::v1::ExportAttendanceResponse>* writer) {
  export_request = *request;
  return Export(*request, attendance, *writer);
}

grpc::Status FakeReporting::ExportLedger(
    grpc::ServerContext*, const reporting::v1::ExportLedgerRequest* request,
    grpc::ServerWriter<reporting::v1::ExportLedgerResponse>* writer) {
  return Export(*request, ledger, *writer);
}

grpc::Status FakeReporting::WatchSummary(
    grpc::ServerContext*, const reporting::v1::WatchSummaryRequest* request,
    grpc::ServerWriter<reporting::v1::WatchSummaryResponse>* writer) {
  for (const auto& answer : watched) {
    if (answer.summary().data_version() > request->after_version()) {
      writer->Write(answer);
      break;
    }
  }
  return {grpc::StatusCode::UNAVAILABLE, "Broken off."};
}

grpc::Status FakeReporting::ListAttendance(
    grpc::ServerContext*, const reporting::v1::ListAttendanceRequest* request,
    reporting::v1::ListAttendanceResponse* response) {
  list_request = *request;
  *response = listed;
  return grpc::Status::OK;
}

grpc::Status FakeReporting::AuditRollups(
    grpc::ServerContext*, const reporting::v1::AuditRollupsRequest* request,
    reporting::v1::AuditRollupsResponse* response) {
  audit_request = *request;
  *response = audit;
  return grpc::Status::OK;
}

}  // namespace rollcall::testing
