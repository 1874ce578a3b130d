#include "clients/cli/roster_options.h"

#include <memory>
#include <string>
#include <sysexits.h>
#include <vector>

#include "absl/strings/str_cat.h"

#include "clients/cli/exit_code.h"
#include "clients/cli/help_text.h"
#include "clients/cli/roster_command.h"
#include "common/base/uuid.h"

namespace rollcall::cli {
namespace {

struct ImportFlags {
  std::string file;
  std::string errors;
  std::vector<std::string> maps;
  roster::ImportOptions options;
  Output output = Output::kTable;
};

std::string CheckUuid(const std::string& text) {
  return ParseUuid(text) ? "" : "Must be a UUID.";
}

absl::StatusOr<int> Import(ImportFlags& flags, const client::Server& server,
                           const Terminal& terminal) {
  auto choices = roster::ParseChoices(flags.maps);
  if (!choices.ok()) return WithExitCode(choices.status(), EX_USAGE);
  flags.options.choices = *std::move(choices);
  return ImportFile(server, flags.file, flags.options, flags.errors,
                    flags.output, terminal);
}

}  // namespace

void AddImport(CLI::App& registration, Action& action) {
  auto* command = registration.add_subcommand(
      "import",
      "Registers the people of a CSV file.\n"
      "The first line names the columns: email, name and mode, and as wanted "
      "country, sector, organization, job_title, external_id, sessions (ids "
      "with ; between), delegation, waitlist_priority, blocked.\n"
      "Without --request-id the same file with the same options has the same "
      "id, so that importing it again changes nothing and gives the first "
      "answer.");
  AddExample(*command,
             "registration import people.csv --event forum-2022 "
             "--map 'Land=country' --skip-bad --errors bad.csv");
  const auto flags = std::make_shared<ImportFlags>();
  command->add_option("FILE", flags->file, "CSV in UTF-8; - is standard input")
      ->required()
      ->type_name(kFileType);
  AddEvent(*command, flags->options.event);
  command
      ->add_option("--map", flags->maps,
                   "\"Their header=column\"; repeat it for more")
      ->allow_extra_args(false);
  command->add_flag("--skip-bad", flags->options.skip_bad,
                    "register the good rows although others are bad");
  command->add_flag("--dry-run", flags->options.dry_run,
                    "only say what would happen");
  command
      ->add_option("--errors", flags->errors,
                   "CSV file for the bad rows, with a column error")
      ->type_name(kFileType);
  command
      ->add_option("--request-id", flags->options.request_id,
                   "a UUID; another one tries the same file anew")
      ->check(CheckUuid);
  AddOutput(*command, flags->output);
  command->callback([flags, &action] {
    action = [flags](const client::Server& server, const Terminal& terminal) {
      return Import(*flags, server, terminal);
    };
  });
}

void AddExport(CLI::App& registration, Action& action) {
  auto* command = registration.add_subcommand(
      "export", "Writes the registrations of an event as CSV.");
  AddExample(*command, "registration export --event forum-2022 -o people.csv");
  const auto event = std::make_shared<std::string>();
  const auto file = std::make_shared<std::string>();
  AddEvent(*command, *event);
  command
      ->add_option("-o,--output-file", *file,
                   "file, which appears once it is complete; default: "
                   "standard output")
      ->type_name(kFileType);
  command->callback([event, file, &action] {
    action = [event, file](const client::Server& server,
                           const Terminal& terminal) {
      return Done(ExportFile(server, *event, *file, terminal));
    };
  });
}

}  // namespace rollcall::cli
