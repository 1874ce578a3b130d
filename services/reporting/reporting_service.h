#pragma once

#include "common/api/watch_hub.h"
#include "common/auth/guard.h"
#include "common/metrics/page.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"
#include "services/reporting/audit_tally.h"
#include "services/reporting/kept_reports.h"
#include "services/reporting/reporting_options.h"
#include "services/reporting/reporting_store.h"
#include "services/reporting/summary_loader.h"

namespace rollcall::reporting {

// Serves rollcall.reporting.v1.ReportingService: parses requests, asks the
// store, has the counts made, renders responses. It decides nothing.
class ReportingService final
    : public v1::ReportingService::WithRawCallbackMethod_WatchSummary<
          v1::ReportingService::Service> {
 public:
  // The role that the service reads in, as db::PoolOptions::role: it sees
  // personal data in one view alone.
  static constexpr char kDatabaseRole[] = "rollcall_reporting";

  // `pool` and `guard` outlive the service.
  ReportingService(db::Pool& pool, const auth::Guard& guard,
                   ReportingOptions options = {});

  // Ends all watches, and those that come later; for a drain.
  void EndStreams() { hub_.End(); }

  // Adds what audits have found, and the connections that write.
  void AddMetrics(metrics::Page& page) const;

  grpc::Status GetSummary(grpc::ServerContext* context,
                          const v1::GetSummaryRequest* request,
                          v1::GetSummaryResponse* response) override;
  grpc::Status GetBreakdown(grpc::ServerContext* context,
                            const v1::GetBreakdownRequest* request,
                            v1::GetBreakdownResponse* response) override;
  grpc::Status GetTimeline(grpc::ServerContext* context,
                           const v1::GetTimelineRequest* request,
                           v1::GetTimelineResponse* response) override;
  grpc::Status GetSessionReport(
      grpc::ServerContext* context, const v1::GetSessionReportRequest* request,
      v1::GetSessionReportResponse* response) override;
  grpc::Status ListAttendance(grpc::ServerContext* context,
                              const v1::ListAttendanceRequest* request,
                              v1::ListAttendanceResponse* response) override;
  grpc::Status ExportAttendance(
      grpc::ServerContext* context, const v1::ExportAttendanceRequest* request,
      grpc::ServerWriter<v1::ExportAttendanceResponse>* writer) override;
  grpc::Status ExportLedger(
      grpc::ServerContext* context, const v1::ExportLedgerRequest* request,
      grpc::ServerWriter<v1::ExportLedgerResponse>* writer) override;
  // Its messages are serialized: an answer is made once for all who watch.
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchSummary(
      grpc::CallbackServerContext* context,
      const grpc::ByteBuffer* request) override;
  grpc::Status FreezeReport(grpc::ServerContext* context,
                            const v1::FreezeReportRequest* request,
                            v1::FreezeReportResponse* response) override;
  grpc::Status GetFrozenReport(grpc::ServerContext* context,
                               const v1::GetFrozenReportRequest* request,
                               v1::GetFrozenReportResponse* response) override;
  grpc::Status GetCommunique(grpc::ServerContext* context,
                             const v1::GetCommuniqueRequest* request,
                             v1::GetCommuniqueResponse* response) override;

  grpc::Status AuditRollups(grpc::ServerContext* context,
                            const v1::AuditRollupsRequest* request,
                            v1::AuditRollupsResponse* response) override;

 private:
  // Watches are told within 250 ms: the rest of it is for the load.
  static constexpr absl::Duration kPollInterval = absl::Milliseconds(150);

  const ReportingOptions options_;
  db::Pool& pool_;
  // For what reports keep and mend, in a role of its own.
  db::Pool write_pool_;
  ReportingStore store_;
  SummaryLoader loader_;
  WatchHub<SessionName, SummaryState> hub_;
  KeptReports kept_;
  AuditTally audits_;
  const auth::Guard& guard_;
};

}  // namespace rollcall::reporting
