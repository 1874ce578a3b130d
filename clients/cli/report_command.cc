#include "clients/cli/report_command.h"

#include <functional>
#include <ostream>

#include "clients/cli/files.h"
#include "clients/cli/progress.h"
#include "clients/cli/table.h"
#include "clients/report/report_csv.h"
#include "clients/report/report_html.h"
#include "clients/report/report_json.h"
#include "clients/report/report_text.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"

namespace rollcall::cli {
namespace {

absl::StatusOr<report::SourcedReport> Fetch(const client::Server& server,
                                            const ReportOptions& options,
                                            const Terminal& terminal) {
  const Waiting waiting(terminal);
  if (!options.frozen.empty()) {
    return report::GetFrozenReport(server, options.frozen);
  }
  if (options.freeze) {
    return report::FreezeReport(server, options.wanted, NewUuid());
  }
  return report::ComposeReport(server, options.wanted);
}

// Writes to `path`, unless it is empty, what `write` writes to a stream.
absl::Status WriteTo(const std::string& path, const Terminal& terminal,
                     const std::function<void(std::ostream&)>& write) {
  if (path.empty()) return absl::OkStatus();
  if (path == "-") {
    write(terminal.out);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto file, OutputFile::Open(path));
  write(file->stream());
  return file->Commit();
}

bool TakesOutput(const ReportOptions& options) {
  return options.html == "-" || options.csv == "-" || options.json == "-";
}

// Comes before the files, so that a report that is kept can be found again
// though they cannot be written.
void PrintName(const report::Origin& origin, std::ostream& out) {
  if (origin.frozen_name.empty()) return;
  PrintValues(
      {{"frozen report", origin.frozen_name}, {"SHA-256", origin.sha256}}, out);
}

absl::Status WriteFiles(const report::SourcedReport& sourced,
                        const ReportOptions& options,
                        const Terminal& terminal) {
  RETURN_IF_ERROR(
      WriteTo(options.html, terminal, [&sourced](std::ostream& out) {
        report::WriteHtml(sourced.report, sourced.origin, out);
      }));
  RETURN_IF_ERROR(WriteTo(options.csv, terminal, [&sourced](std::ostream& out) {
    report::WriteCsv(sourced.report, out);
  }));
  RETURN_IF_ERROR(
      WriteTo(options.json, terminal, [&sourced](std::ostream& out) {
        report::WriteJson(sourced.report, out);
      }));
  return absl::OkStatus();
}

}  // namespace

absl::Status ShowReport(const client::Server& server,
                        const ReportOptions& options,
                        const Terminal& terminal) {
  ASSIGN_OR_RETURN(const report::SourcedReport sourced,
                   Fetch(server, options, terminal));
  if (sourced.origin.has_several_versions) {
    terminal.err << "The data changed while it was read: the numbers are of "
                    "several versions and may not add up.\n";
  }
  const bool has_files =
      !options.html.empty() || !options.csv.empty() || !options.json.empty();
  if (has_files) {
    PrintName(sourced.origin,
              TakesOutput(options) ? terminal.err : terminal.out);
    return WriteFiles(sourced, options, terminal);
  }
  report::WriteText(sourced.report, sourced.origin, terminal.out);
  return absl::OkStatus();
}

}  // namespace rollcall::cli
