#pragma once

#include <cstdint>
#include <memory>
#include <set>

#include "absl/status/statusor.h"

#include "clients/api/server.h"
#include "clients/report/report_source.h"
#include "rollcall/registration/v1/registration_service.grpc.pb.h"
#include "rollcall/reporting/v1/reporting_service.grpc.pb.h"

namespace rollcall::report {

// Reads the parts of a report, one after the other.
class LiveReport {
 public:
  // `server` outlives it.
  LiveReport(const client::Server& server, Wanted wanted);

  // Reads all parts. Fails with ABORTED when a page is of data that is gone:
  // try again.
  absl::StatusOr<reporting::v1::Report> Read();

  // The versions that the parts were of.
  const std::set<int64_t>& versions() const { return versions_; }

 private:
  absl::Status ReadEvent(reporting::v1::Report& report);
  absl::Status ReadSummary(reporting::v1::Report& report);
  absl::Status ReadBreakdown(reporting::v1::Dimension dimension,
                             reporting::v1::Report& report);
  absl::Status ReadTimeline(reporting::v1::Report& report);
  absl::Status ReadBuckets(reporting::v1::GetTimelineRequest& request,
                           reporting::v1::GetTimelineResponse& timeline);
  absl::Status ReadSessions(reporting::v1::Report& report);
  absl::Status ReadSession(const std::string& session,
                           reporting::v1::Report& report);
  absl::Status ReadCommunique(reporting::v1::Report& report);

  const client::Server& server_;
  const Wanted wanted_;
  // Grows: what was read once is not followed by something older.
  int64_t min_data_version_;
  std::set<int64_t> versions_;
  const std::unique_ptr<registration::v1::RegistrationService::Stub>
      registration_;
  const std::unique_ptr<reporting::v1::ReportingService::Stub> reporting_;
};

}  // namespace rollcall::report
