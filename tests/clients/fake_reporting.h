#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "grpcpp/server.h"

#include "rollcall/reporting/v1/report.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"

namespace rollcall::testing {

// A ReportingService inside the test's process that answers what the test says
// and keeps what it is asked.
class FakeReporting final : public reporting::v1::ReportingService::Service {
 public:
  FakeReporting();
  ~FakeReporting() override;

  // host:port.
  std::string address() const;

  // What the parts of a live report are answered from; breakdowns in pages of
  // two rows.
  reporting::v1::Report report;
  // If it is not zero, timelines have as many buckets as it takes instead, from
  // the event's start or what is asked for; more than 10,000 are refused.
  absl::Duration timeline_length;
  // The data_version of each answer; once they are used up, the last one again.
  std::deque<int64_t> versions = {41};
  // The first later page of a breakdown fails with ABORTED.
  bool changes_between_pages = false;
  // What calls brought, in order.
  std::vector<int64_t> min_data_versions;
  std::vector<reporting::v1::Audience> audiences;
  int call_count = 0;

  // What FreezeReport and GetFrozenReport answer.
  reporting::v1::GetFrozenReportResponse frozen;
  reporting::v1::FreezeReportRequest freeze_request;

  // The messages of exports. Their resume tokens are `1`, `2`, and so on.
  std::vector<reporting::v1::ExportAttendanceResponse> attendance;
  std::vector<reporting::v1::ExportLedgerResponse> ledger;
  // After how many messages each try of an export breaks off as UNAVAILABLE;
  // later ones do not.
  std::vector<int> break_after;
  // The resume tokens that tries brought.
  std::vector<std::string> resume_tokens;
  reporting::v1::ExportAttendanceRequest export_request;

  // What WatchSummary tells, one after the other from the first that is not
  // `after_version`; after each it breaks off as UNAVAILABLE.
  std::vector<reporting::v1::WatchSummaryResponse> watched;

  // What ListAttendance and AuditRollups answer, and what they were asked.
  reporting::v1::ListAttendanceResponse listed;
  reporting::v1::ListAttendanceRequest list_request;
  reporting::v1::AuditRollupsResponse audit;
  reporting::v1::AuditRollupsRequest audit_request;

  grpc::Status GetSummary(grpc::ServerContext* context,
                          const reporting::v1::GetSummaryRequest* request,
                          reporting::v1::GetSummaryResponse* response) override;
  grpc::Status GetBreakdown(
      grpc::ServerContext* context,
      const reporting::v1::GetBreakdownRequest* request,
      reporting::v1::GetBreakdownResponse* response) override;
  grpc::Status GetTimeline(
      grpc::ServerContext* context,
      const reporting::v1::GetTimelineRequest* request,
      reporting::v1::GetTimelineResponse* response) override;
  grpc::Status GetSessionReport(
      grpc::ServerContext* context,
      const reporting::v1::GetSessionReportRequest* request,
      reporting::v1::GetSessionReportResponse* response) override;
  grpc::Status GetCommunique(
      grpc::ServerContext* context,
      const reporting::v1::GetCommuniqueRequest* request,
      reporting::v1::GetCommuniqueResponse* response) override;
  grpc::Status FreezeReport(
      grpc::ServerContext* context,
      const reporting::v1::FreezeReportRequest* request,
      reporting::v1::FreezeReportResponse* response) override;
  grpc::Status GetFrozenReport(
      grpc::ServerContext* context,
      const reporting::v1::GetFrozenReportRequest* request,
      reporting::v1::GetFrozenReportResponse* response) override;
  grpc::Status ExportAttendance(
      grpc::ServerContext* context,
      const reporting::v1::ExportAttendanceRequest* request,
      grpc::ServerWriter<reporting::v1::ExportAttendanceResponse>* writer)
      override;
  grpc::Status ExportLedger(
      grpc::ServerContext* context,
      const reporting::v1::ExportLedgerRequest* request,
      grpc::ServerWriter<reporting::v1::ExportLedgerResponse>* writer) override;
  grpc::Status WatchSummary(
      grpc::ServerContext* context,
      const reporting::v1::WatchSummaryRequest* request,
      grpc::ServerWriter<reporting::v1::WatchSummaryResponse>* writer) override;
  grpc::Status ListAttendance(
      grpc::ServerContext* context,
      const reporting::v1::ListAttendanceRequest* request,
      reporting::v1::ListAttendanceResponse* response) override;
  grpc::Status AuditRollups(
      grpc::ServerContext* context,
      const reporting::v1::AuditRollupsRequest* request,
      reporting::v1::AuditRollupsResponse* response) override;

 private:
  int64_t NextVersion();
  // Notes a call, and answers with the next version.
  template <typename Request, typename Response>
  void Answer(const Request& request, Response& response);
  template <typename Request, typename Response>
  grpc::Status Export(const Request& request,
                      const std::vector<Response>& batches,
                      grpc::ServerWriter<Response>& writer);

  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace rollcall::testing
