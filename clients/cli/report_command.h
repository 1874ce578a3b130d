#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "clients/api/server.h"
#include "clients/cli/terminal.h"
#include "clients/report/report_source.h"

namespace rollcall::cli {

// What `rollcall report` is to do.
struct ReportOptions {
  report::Wanted wanted;
  // Keep the report, and show the one that is kept.
  bool freeze = false;
  // Show the one that is kept under this name instead.
  std::string frozen;
  // Files, of which `-` is standard output; empty means none.
  std::string html;
  std::string csv;
  std::string json;
};

// `rollcall report`: writes the files, each of which appears once it is
// complete, or shows the report on `out` when there are none. Fails as the
// functions of report_source.h, and with an exit code where a file cannot be
// written.
absl::Status ShowReport(const client::Server& server,
                        const ReportOptions& options, const Terminal& terminal);

}  // namespace rollcall::cli
