#include "clients/cli/roster_command.h"

#include <algorithm>
#include <memory>
#include <sysexits.h>

#include "absl/strings/str_join.h"

#include "clients/cli/exit_code.h"
#include "clients/cli/files.h"
#include "clients/cli/outcome.h"
#include "clients/cli/progress.h"
#include "clients/cli/table.h"
#include "clients/roster/export.h"
#include "common/base/status_macros.h"

namespace rollcall::cli {
namespace {

// More would hide what to do about them; --errors has all.
constexpr size_t kShownErrors = 50;

absl::StatusOr<roster::ImportResult> Import(
    const client::Server& server, std::istream& file,
    const roster::ImportOptions& options, const Terminal& terminal) {
  ProgressBar bar(terminal, "rows");
  return roster::Import(
      server, file, options,
      [&bar](int64_t done, int64_t total) { bar.Show(done, total); });
}

void PrintCounts(const roster::ImportOptions& options,
                 const roster::ImportResult& result, std::ostream& out) {
  const auto count = [](int64_t number) { return std::to_string(number); };
  PrintValues(
      {{options.dry_run ? "would be registered" : "registered",
        count(result.created_count)},
       {"  of these on the waiting list", count(result.waitlisted_count)},
       {"registered before", count(result.unchanged_count)},
       {"ended, not imported", count(result.ended_count)},
       {"bad rows", count(result.failed_count)},
       {"rows of the file", count(result.row_count)},
       {"request id", result.request_id}},
      out);
}

void WriteResult(const roster::ImportOptions& options,
                 const roster::ImportResult& result, Output output,
                 std::ostream& out) {
  if (output != Output::kTable) {
    WriteOutcome({{"request_id", result.request_id},
                  {"dry_run", options.dry_run},
                  {"row_count", result.row_count},
                  {"created_count", result.created_count},
                  {"waitlisted_count", result.waitlisted_count},
                  {"unchanged_count", result.unchanged_count},
                  {"ended_count", result.ended_count},
                  {"failed_count", result.failed_count},
                  {"unread_columns", result.unread_headers},
                  {"errors", ListOfErrors(result.errors)}},
                 output, out);
  } else if (!result.request_id.empty()) {
    PrintCounts(options, result, out);
  }
}

void PrintErrors(const roster::ImportResult& result, std::ostream& err) {
  const size_t shown = std::min(result.errors.size(), kShownErrors);
  for (size_t i = 0; i < shown; ++i) {
    err << CellText(result.errors[i].ToString()) << "\n";
  }
  if (shown < result.errors.size()) {
    err << "and more; --errors FILE writes all bad rows\n";
  }
}

}  // namespace

absl::StatusOr<int> ImportFile(const client::Server& server,
                               const std::string& path,
                               const roster::ImportOptions& options,
                               const std::string& errors_path, Output output,
                               const Terminal& terminal) {
  ASSIGN_OR_RETURN(const auto file, OpenInput(path, terminal.in));
  std::unique_ptr<OutputFile> bad_rows;
  if (!errors_path.empty()) {
    ASSIGN_OR_RETURN(bad_rows, OutputFile::Open(errors_path));
  }
  ASSIGN_OR_RETURN(const auto result, Import(server, *file, options, terminal));
  if (!result.unread_headers.empty()) {
    terminal.err << "Not read: column "
                 << CellText(absl::StrJoin(result.unread_headers, ", "))
                 << "\n";
  }
  PrintErrors(result, terminal.err);
  if (bad_rows != nullptr && !result.request_id.empty()) {
    RETURN_IF_ERROR(roster::WriteBadRows(*file, options, result.errors,
                                         bad_rows->stream()));
    RETURN_IF_ERROR(bad_rows->Commit());
  }
  WriteResult(options, result, output, terminal.out);
  if (result.sent && result.failed_count == 0) return kExitOk;
  if (result.sent && options.skip_bad) return kExitSomeRowsFailed;
  terminal.err << "Nobody was registered.\n";
  return EX_DATAERR;
}

absl::Status ExportFile(const client::Server& server, const std::string& event,
                        const std::string& path, const Terminal& terminal) {
  ProgressBar bar(terminal, "registrations");
  const auto progress = [&bar](int64_t done) { bar.Show(done, -1); };
  if (path.empty() || path == "-") {
    return roster::Export(server, event, terminal.out, progress).status();
  }
  ASSIGN_OR_RETURN(const auto file, OutputFile::Open(path));
  RETURN_IF_ERROR(
      roster::Export(server, event, file->stream(), progress).status());
  return file->Commit();
}

}  // namespace rollcall::cli
