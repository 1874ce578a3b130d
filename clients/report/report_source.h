#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

#include "clients/api/server.h"
#include "clients/report/origin.h"
#include "rollcall/reporting/v1/report.pb.h"

namespace rollcall::report {

// Which report is wanted.
struct Wanted {
  // `events/{event}`.
  std::string event;
  reporting::v1::Audience audience = reporting::v1::AUDIENCE_INTERNAL;
  // Of data of this version or a later one; 0 means whatever there is.
  int64_t min_data_version = 0;
};

// A report, and where it comes from.
struct SourcedReport {
  reporting::v1::Report report;
  Origin origin;
};

// Composes the report of an event as it is now from the calls that have its
// parts, as FreezeReport would. Where the data changes meanwhile it begins anew
// once; a report that is still of several versions says so. Fails as
// RegistrationService.GetEvent and ReportingService.GetSummary do.
absl::StatusOr<SourcedReport> ComposeReport(const client::Server& server,
                                            const Wanted& wanted);

// Has a report kept under `request_id`, a UUID, and returns it. Fails as
// ReportingService.FreezeReport, and with DATA_LOSS if the content is not what
// its SHA-256 says.
absl::StatusOr<SourcedReport> FreezeReport(const client::Server& server,
                                           const Wanted& wanted,
                                           const std::string& request_id);

// Returns the report that is kept as `name`, and what has changed since. Fails
// as ReportingService.GetFrozenReport, and as FreezeReport does.
absl::StatusOr<SourcedReport> GetFrozenReport(const client::Server& server,
                                              const std::string& name);

}  // namespace rollcall::report
