#include "clients/cli/export_options.h"

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "clients/audit/export.h"
#include "clients/cli/files.h"
#include "clients/cli/help_text.h"
#include "clients/cli/progress.h"
#include "clients/export/attendance_export.h"
#include "clients/export/ledger_export.h"
#include "common/base/status_macros.h"

namespace rollcall::cli {
namespace {

struct Flags {
  std::string event;
  std::string session;
  std::string file;
};

// Writes the rows that `flags` ask for to a stream, and tells how many there
// are so far.
using Write = std::function<absl::Status(
    const client::Server& server, const Flags& flags, std::ostream& out,
    const std::function<void(int64_t)>& progress)>;

// Writes to the file of `flags`, or to `out` if it is empty or `-`. `what` is
// counted, in the plural.
absl::Status Export(const client::Server& server, const Flags& flags,
                    const char* what, const Terminal& terminal,
                    const Write& write) {
  ProgressBar bar(terminal, what);
  const auto progress = [&bar](int64_t done) { bar.Show(done, -1); };
  if (flags.file.empty() || flags.file == "-") {
    return write(server, flags, terminal.out, progress);
  }
  ASSIGN_OR_RETURN(const auto file, OutputFile::Open(flags.file));
  RETURN_IF_ERROR(write(server, flags, file->stream(), progress));
  return file->Commit();
}

// Has `command` set `action` to the export that `flags` are of, to a file that
// it asks for.
void AddExport(CLI::App& command, const std::shared_ptr<Flags>& flags,
               Action& action, const char* what, Write write) {
  command
      .add_option("-o,--output-file", flags->file,
                  "file, which appears once it is complete; default: "
                  "standard output")
      ->type_name(kFileType);
  command.callback([flags, what, write = std::move(write), &action] {
    action = [flags, what, write](const client::Server& server,
                                  const Terminal& terminal) {
      return Done(Export(server, *flags, what, terminal, write));
    };
  });
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
  AddExport(*command, flags, action, "people",
            [](const client::Server& server, const Flags& wanted,
               std::ostream& out, const auto& progress) {
              return exports::ExportAttendance(server, wanted.event,
                                               wanted.session, out, progress)
                  .status();
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
  AddExport(*command, flags, action, "facts",
            [](const client::Server& server, const Flags& wanted,
               std::ostream& out, const auto& progress) {
              return exports::ExportLedger(server, wanted.event, out, progress)
                  .status();
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
  AddExport(*command, flags, action, "entries",
            [](const client::Server& server, const Flags& wanted,
               std::ostream& out, const auto& progress) {
              return audit::ExportEntries(server, wanted.event, out, progress)
                  .status();
            });
}

}  // namespace rollcall::cli
