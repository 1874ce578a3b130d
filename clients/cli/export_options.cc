#include "clients/cli/export_options.h"

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "clients/audit/export.h"
#include "clients/cli/files.h"
#include "clients/cli/help_text.h"
#include "clients/cli/progress.h"
#include "clients/export/attendance_export.h"
#include "clients/export/ledger_export.h"
#include "common/base/status_macros.h"

namespace rollcall::cli {
namespace {

// Writes rows to a stream, and tells how many there are so far.
using Write = std::function<absl::Status(
    std::ostream& out, const std::function<void(int64_t)>& progress)>;

// Writes to the file `path`, or to `out` if it is empty or `-`. `what` is
// counted, in the plural.
absl::Status ExportTo(const std::string& path, const std::string& what,
                      const Terminal& terminal, const Write& write) {
  ProgressBar bar(terminal, what);
  const auto progress = [&bar](int64_t done) { bar.Show(done, -1); };
  if (path.empty() || path == "-") return write(terminal.out, progress);
  ASSIGN_OR_RETURN(const auto file, OutputFile::Open(path));
  RETURN_IF_ERROR(write(file->stream(), progress));
  return file->Commit();
}

struct Flags {
  std::string event;
  std::string session;
  std::string file;
};

void AddFile(CLI::App& command, std::string& file) {
  command
      .add_option("-o,--output-file", file,
                  "file, which appears once it is complete; default: "
                  "standard output")
      ->type_name(kFileType);
}

}  // namespace

void AddAttendanceExport(CLI::App& attendance, Action& action) {
  auto* command = attendance.add_subcommand(
      "export", "Writes who attended, and how and for how long, as CSV.");
  AddExample(*command, "attendance export --event forum-2022 -o people.csv");
  AddColumns(
      *command,
      "registration, display_name, email, organization, job_title, "
      "external_id, country_code, sector_id, delegation, mode, confirmed, "
      "attendance (none, partial, in_person_only, online_only, both), "
      "online_seconds, in_person_seconds, first_time, last_time");
  const auto flags = std::make_shared<Flags>();
  AddEvent(*command, flags->event);
  command->add_option("--session", flags->session,
                      "only who was there, by the session's name");
  AddFile(*command, flags->file);
  command->callback([flags, &action] {
    action = [flags](const client::Server& server, const Terminal& terminal) {
      return Done(ExportTo(
          flags->file, "people", terminal,
          [&](std::ostream& out, const std::function<void(int64_t)>& progress) {
            return exports::ExportAttendance(server, flags->event,
                                             flags->session, out, progress)
                .status();
          }));
    };
  });
}

void AddLedgerExport(CLI::App& app, Action& action) {
  auto* ledger = app.add_subcommand("ledger", "What the doors did");
  ledger->require_subcommand(1);
  auto* command = ledger->add_subcommand(
      "export", "Writes every fact of the doors as CSV, without names.");
  AddExample(*command, "ledger export --event forum-2022 -o ledger.csv");
  AddColumns(
      *command,
      "kind (entry, exit, refusal, annulment, conflict), time, "
      "receive_time, session, registration, device, gate, scan_id, direction, "
      "outcome, reasons (with ; between), forced, force_requested, offline, "
      "quarantined, anomaly, attempt_of, annulling_device, conflict, "
      "conflict_kind, conflict_state, canonical_device, canonical_scan_id, "
      "canonical_time, resolve_time");
  const auto flags = std::make_shared<Flags>();
  AddEvent(*command, flags->event);
  AddFile(*command, flags->file);
  command->callback([flags, &action] {
    action = [flags](const client::Server& server, const Terminal& terminal) {
      return Done(ExportTo(
          flags->file, "facts", terminal,
          [&](std::ostream& out, const std::function<void(int64_t)>& progress) {
            return exports::ExportLedger(server, flags->event, out, progress)
                .status();
          }));
    };
  });
}

void AddAuditExport(CLI::App& audit, Action& action) {
  auto* command = audit.add_subcommand(
      "export", "Writes who did what to what as CSV, as it is recorded.");
  AddExample(*command, "audit export --event forum-2022 -o audit.csv");
  AddColumns(*command,
             "time, chain, batch, entry, actor, role, method, resource, "
             "detail");
  const auto flags = std::make_shared<Flags>();
  AddEvent(*command, flags->event);
  AddFile(*command, flags->file);
  command->callback([flags, &action] {
    action = [flags](const client::Server& server, const Terminal& terminal) {
      return Done(ExportTo(
          flags->file, "entries", terminal,
          [&](std::ostream& out, const std::function<void(int64_t)>& progress) {
            return audit::ExportEntries(server, flags->event, out, progress)
                .status();
          }));
    };
  });
}

}  // namespace rollcall::cli
