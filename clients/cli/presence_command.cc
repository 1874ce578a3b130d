#include "clients/cli/presence_command.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <sysexits.h>
#include <vector>

#include "clients/cli/exit_code.h"
#include "clients/cli/files.h"
#include "clients/cli/help_text.h"
#include "clients/cli/outcome.h"
#include "clients/cli/progress.h"
#include "clients/cli/table.h"
#include "clients/presence/import.h"
#include "common/base/status_macros.h"

namespace rollcall::cli {
namespace {

constexpr size_t kShownErrors = 50;

struct Flags {
  std::string file;
  std::string zone = "UTC";
  presence::ImportOptions options;
  Output output = Output::kTable;
};

void PrintErrors(const presence::ImportResult& result, std::ostream& err) {
  const size_t shown = std::min(result.errors.size(), kShownErrors);
  for (size_t i = 0; i < shown; ++i) {
    err << CellText(result.errors[i].ToString()) << "\n";
  }
  if (shown < result.errors.size()) err << "and more\n";
}

void PrintCounts(const presence::ImportResult& result, std::ostream& out) {
  const auto count = [](int64_t number) { return std::to_string(number); };
  PrintValues(
      {{"recorded", count(result.recorded_count)},
       {"recorded, of nobody who is known", count(result.unmatched_count)},
       {"recorded before", count(result.duplicate_count)},
       {"bad rows", std::to_string(result.errors.size())},
       {"rows of the file", count(result.row_count)}},
      out);
}

// A table of what was not reported would have nothing to tell.
void WriteResult(const presence::ImportResult& result, Output output,
                 std::ostream& out) {
  if (output != Output::kTable) {
    WriteOutcome({{"row_count", result.row_count},
                  {"recorded_count", result.recorded_count},
                  {"unmatched_count", result.unmatched_count},
                  {"duplicate_count", result.duplicate_count},
                  {"failed_count", result.errors.size()},
                  {"errors", ListOfErrors(result.errors)}},
                 output, out);
  } else if (result.sent) {
    PrintCounts(result, out);
  }
}

bool HasRecorded(const presence::ImportResult& result) {
  return result.recorded_count + result.unmatched_count +
             result.duplicate_count >
         0;
}

absl::StatusOr<int> Import(Flags& flags, const client::Server& server,
                           const Terminal& terminal) {
  if (!absl::LoadTimeZone(flags.zone, &flags.options.zone)) {
    return WithExitCode(
        absl::InvalidArgumentError(
            "--time-zone: must be an IANA time zone, for example Asia/Tokyo."),
        EX_USAGE);
  }
  ASSIGN_OR_RETURN(const auto file, OpenInput(flags.file, terminal.in));
  const auto result = [&] {
    ProgressBar bar(terminal, "rows");
    return presence::Import(
        server, *file, flags.options,
        [&bar](int64_t done, int64_t total) { bar.Show(done, total); });
  }();
  if (!result.ok()) return result.status();
  PrintErrors(*result, terminal.err);
  WriteResult(*result, flags.output, terminal.out);
  if (result->errors.empty()) return kExitOk;
  if (HasRecorded(*result)) return kExitSomeRowsFailed;
  terminal.err << (result->sent ? "Nothing was recorded.\n"
                                : "Nothing was reported.\n");
  return EX_DATAERR;
}

void AddDateOrder(CLI::App& command,
                  std::optional<presence::DateOrder>& order) {
  command
      .add_option_function<std::string>(
          "--date-order",
          [&order](const std::string& word) {
            order = word == "dmy" ? presence::DateOrder::kDayFirst
                                  : presence::DateOrder::kMonthFirst;
          },
          "of dates with slashes: month or day first; needed where a date does "
          "not tell, as 09/03/2022")
      ->check(CLI::IsMember({"mdy", "dmy"}));
}

// Adds a flag that names a column.
void AddColumn(CLI::App& command, const std::string& flag,
               const std::string& help, std::string& header,
               std::vector<presence::Choice>& choices) {
  command.add_option(flag, header, help)
      ->each([flag, &choices](const std::string& value) {
        // An empty one says that there is no such column.
        if (!value.empty()) choices.push_back({flag, value});
      });
}

void AddColumnFlags(CLI::App& command, presence::Columns& columns) {
  std::vector<presence::Choice>& choices = columns.choices;
  AddColumn(command, "--join-time", "the header of the column",
            columns.join_time, choices);
  AddColumn(command, "--leave-time", "the header of the column",
            columns.leave_time, choices);
  AddColumn(command, "--duration",
            "the header of a column in minutes or h:mm:ss, where there is no "
            "leave time",
            columns.duration, choices);
  AddColumn(command, "--email", "the header of the column", columns.email,
            choices);
  AddColumn(command, "--name", "the header of the column; names never match",
            columns.display_name, choices);
  AddColumn(command, "--external-id", "the header of the column",
            columns.external_id, choices);
}

}  // namespace

void AddPresenceImport(CLI::App& presence, Action& action) {
  auto* command = presence.add_subcommand(
      "import",
      "Reports the attendance report of a platform: CSV with one row for each "
      "time that somebody was there.\n"
      "The same file again changes nothing.");
  AddExample(
      *command,
      "presence import zoom.csv --event forum-2022 --instance 9876543210 "
      "--session events/forum-2022/sessions/opening "
      "--time-zone Asia/Shanghai");
  const auto flags = std::make_shared<Flags>();
  presence::ImportOptions& options = flags->options;
  command->add_option("FILE", flags->file, "CSV in UTF-8; - is standard input")
      ->required()
      ->type_name(kFileType);
  AddEvent(*command, options.event);
  command
      ->add_option("--instance", options.instance_id,
                   "the platform's id of the meeting")
      ->required();
  command->add_option("--session", options.session,
                      "the session's name; default: by the schedule");
  command->add_option("--source", options.source, "who reports it");
  command->add_option("--time-zone", flags->zone,
                      "of times that do not say theirs");
  AddDateOrder(*command, options.date_order);
  AddColumnFlags(*command, options.columns);
  command->add_flag("--unverified-emails", options.unverified_emails,
                    "participants typed their addresses: nobody is matched by "
                    "them");
  command->add_flag("--skip-bad", options.skip_bad,
                    "report the good rows although others are bad");
  AddOutput(*command, flags->output);
  command->callback([flags, &action] {
    action = [flags](const client::Server& server, const Terminal& terminal) {
      return Import(*flags, server, terminal);
    };
  });
}

}  // namespace rollcall::cli
