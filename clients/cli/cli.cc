#include "clients/cli/cli.h"

#include <memory>
#include <sysexits.h>

#include "clients/cli/action.h"
#include "clients/cli/audit_options.h"
#include "clients/cli/call_command.h"
#include "clients/cli/completion_options.h"
#include "clients/cli/connection.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/export_options.h"
#include "clients/cli/help_formatter.h"
#include "clients/cli/kiosk_options.h"
#include "clients/cli/presence_command.h"
#include "clients/cli/profile_options.h"
#include "clients/cli/reference.h"
#include "clients/cli/report_options.h"
#include "clients/cli/roster_options.h"
#include "clients/cli/verb_options.h"
#include "clients/cli/watch_options.h"
#include "clients/demo/loader.h"
#include "common/base/status_macros.h"
#include "common/base/version.h"

namespace rollcall::cli {
namespace {

// Redraws one line on a terminal; says only the end of each part elsewhere.
demo::Progress DemoProgress(const Terminal& terminal) {
  return [&terminal](const std::string& what, int done, int total) {
    if (terminal.is_interactive) {
      terminal.err << "\r\033[K" << done << "/" << total << " " << what;
      if (done == total) terminal.err << "\n";
    } else if (done == total) {
      terminal.err << done << " " << what << "\n";
    }
  };
}

void AddCall(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("call", "Calls any unary method");
  AddExample(*command,
             "call rollcall.reporting.v1.ReportingService/GetSummary "
             "'{\"event\": \"events/forum-2022\"}'");
  const auto method = std::make_shared<std::string>();
  const auto request = std::make_shared<std::string>("{}");
  command->add_option("method", *method, "package.Service/Method")->required();
  command->add_option("request", *request,
                      "the request in JSON; - reads it from standard input");
  command->callback([method, request, &action] {
    action = [method, request](
                 const client::Server& server,
                 const Terminal& terminal) -> absl::StatusOr<int> {
      const auto parsed = ParseInvocation(*method, *request, terminal.in);
      if (!parsed.ok()) return WithExitCode(parsed.status(), EX_USAGE);
      return Done(Invoke(server, *parsed, terminal));
    };
  });
}

void AddDemo(CLI::App& app, Action& action) {
  auto* demo = app.add_subcommand("demo", "The demo forum");
  demo->require_subcommand(1);
  auto* command = demo->add_subcommand(
      "load", "Loads it through the services; may be repeated");
  AddExample(*command, "demo load");
  const auto options = std::make_shared<demo::PopulationOptions>();
  command->add_option("--seed", options->seed, "of the synthetic participants");
  command->callback([options, &action] {
    action = [options](const client::Server& server, const Terminal& terminal) {
      return Done(demo::Load(server, *options, DemoProgress(terminal)));
    };
  });
}

void AddCommands(CLI::App& app, Action& action, bool& needs_token) {
  AddVerbs(app, action, needs_token);
  AddImport(*app.get_subcommand("registration"), action);
  AddExport(*app.get_subcommand("registration"), action);
  AddAttendanceExport(*app.get_subcommand("attendance"), action);
  AddAuditVerify(*app.get_subcommand("audit"), action);
  AddAuditExport(*app.get_subcommand("audit"), action);
  AddPresenceImport(*app.get_subcommand("presence"), action);
  AddLedgerExport(app, action);
  AddReport(app, action);
  AddWatch(app, action);
  AddKiosk(app, action);
  AddCall(app, action);
  AddDemo(app, action);
}

void AddReference(CLI::App& app, LocalAction& action) {
  auto* command = app.add_subcommand(
      "reference", "Prints the help of all commands as Markdown");
  AddExample(*command, "reference");
  command->callback([&app, &action] {
    action = [&app](const Terminal& terminal) {
      WriteReference(app, terminal.out);
      return Done(absl::OkStatus());
    };
  });
}

// Whether a shell asks what may come next; that command line is none to read.
bool AsksForCandidates(const std::vector<std::string>& arguments) {
  return arguments.size() >= 2 && arguments[0] == "completion" &&
         arguments[1] == kCandidates;
}

int Report(const absl::Status& status, std::ostream& err) {
  if (status.ok()) return kExitOk;
  err << absl::StatusCodeToString(status.code()) << " " << status.message()
      << "\n";
  return ExitCodeOf(status);
}

}  // namespace

int Run(const std::vector<std::string>& arguments, const Terminal& terminal) {
  Action action;
  LocalAction local_action;
  bool needs_token = true;

  CLI::App app("Talks to Rollcall's services.", "rollcall");
  app.set_version_flag("--version", kVersion);
  app.require_subcommand(1);
  app.option_defaults()->always_capture_default();
  app.footer(kExitCodes);
  // Commands take it from here.
  app.formatter(std::make_shared<HelpFormatter>());
  const Connection connection(app);
  AddCommands(app, action, needs_token);
  AddProfile(app, local_action);
  AddCompletion(app, local_action);
  AddReference(app, local_action);
  if (AsksForCandidates(arguments)) {
    WriteCandidates(Complete(app, {arguments.begin() + 2, arguments.end()}),
                    terminal.out);
    return EX_OK;
  }
  try {
    // CLI11 takes the arguments from the end.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    return app.exit(error, terminal.out, terminal.err) == 0 ? EX_OK : EX_USAGE;
  }
  const auto act = [&]() -> absl::StatusOr<int> {
    if (local_action) return local_action(terminal);
    ASSIGN_OR_RETURN(const client::Server server, connection.Open(needs_token));
    return action(server, terminal);
  };
  const auto exit_code = act();
  if (!exit_code.ok()) return Report(exit_code.status(), terminal.err);
  terminal.out.flush();
  if (terminal.out) return *exit_code;
  return Report(
      WithExitCode(absl::UnknownError("Cannot write the output."), EX_IOERR),
      terminal.err);
}

}  // namespace rollcall::cli
