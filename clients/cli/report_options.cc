#include "clients/cli/report_options.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <sysexits.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "clients/cli/exit_code.h"
#include "clients/cli/help_text.h"
#include "clients/cli/report_command.h"
#include "common/base/status_macros.h"

namespace rollcall::cli {
namespace {

absl::Status UsageError(const std::string& message) {
  return WithExitCode(absl::InvalidArgumentError(message), EX_USAGE);
}

// Finds what the parser cannot.
absl::Status Check(const ReportOptions& options) {
  const std::string& event = options.wanted.event;
  if (event.empty() && options.frozen.empty()) {
    return UsageError("EVENT is required, or --frozen.");
  }
  if (!event.empty() && !options.frozen.empty() &&
      !absl::StartsWith(options.frozen, absl::StrCat(event, "/"))) {
    return UsageError("--frozen: the report is of another event.");
  }
  const std::string files[] = {options.html, options.csv, options.json};
  if (std::count(std::begin(files), std::end(files), "-") > 1) {
    return UsageError("Only one file can be standard output.");
  }
  return absl::OkStatus();
}

void AddFiles(CLI::App& command, ReportOptions& options) {
  command
      .add_option("--html", options.html,
                  "file for a page to read and print; - is standard output")
      ->type_name(kFileType);
  command
      .add_option("--csv", options.csv,
                  "file for all counts as one table; - is standard output")
      ->type_name(kFileType);
  command
      .add_option("--json", options.json,
                  "file for the report in JSON; - is standard output")
      ->type_name(kFileType);
}

void AddKinds(CLI::App& command, ReportOptions& options) {
  auto* is_public = command.add_flag_callback(
      "--public",
      [&options] { options.wanted.audience = reporting::v1::AUDIENCE_PUBLIC; },
      "for anybody: counts of few people are hidden");
  auto* freeze = command.add_flag(
      "--freeze", options.freeze,
      "keep the report for ever, and show its name and SHA-256");
  auto* version =
      command
          .add_option("--min-data-version", options.wanted.min_data_version,
                      "wait for data of this version or a later one")
          ->check(WholeNumberUpTo(std::numeric_limits<int64_t>::max()));
  command
      .add_option("--frozen", options.frozen,
                  "show a report that was kept, by its name, and what has "
                  "changed since")
      ->excludes(is_public)
      ->excludes(freeze)
      ->excludes(version);
}

}  // namespace

void AddReport(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "report", "Shows the report of an event: on the terminal, or as files.");
  AddExample(*command, "report forum-2022 --html report.html");
  AddColumns(*command,
             "section (summary, breakdown or total), dimension, value, "
             "display_name, registered, confirmed, attended, in_person_only, "
             "online_only, both, no_show, partial, online_seconds, hidden "
             "(empty, ways, attended or all)");
  const auto options = std::make_shared<ReportOptions>();
  command->add_option("EVENT", options->wanted.event, "the event's name or id")
      ->transform(EventNameOf);
  AddFiles(*command, *options);
  AddKinds(*command, *options);
  command->callback([options, &action] {
    action = [options](const client::Server& server,
                       const Terminal& terminal) -> absl::StatusOr<int> {
      RETURN_IF_ERROR(Check(*options));
      return Done(ShowReport(server, *options, terminal));
    };
  });
}

}  // namespace rollcall::cli
