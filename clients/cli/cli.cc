#include "clients/cli/cli.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <sysexits.h>
#include <unistd.h>

#include "clients/api/server.h"
#include "clients/cli/call_command.h"
#include "clients/cli/report_command.h"
#include "clients/demo/loader.h"
#include "common/base/status_macros.h"

namespace rollcall::cli {
namespace {

// Redraws one line on a terminal; says only the end of each part elsewhere.
void ShowProgress(const std::string& what, int done, int total) {
  const bool is_terminal = isatty(STDERR_FILENO) != 0;
  if (is_terminal) {
    std::cerr << "\r\033[K" << done << "/" << total << " " << what;
    if (done == total) std::cerr << "\n";
  } else if (done == total) {
    std::cerr << done << " " << what << "\n";
  }
}

absl::Status LoadDemo(const client::Server& server, uint64_t seed) {
  demo::PopulationOptions options;
  options.seed = seed;
  return demo::Load(server, options, ShowProgress);
}

int ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return EX_OK;
  std::cerr << absl::StatusCodeToString(status.code()) << " "
            << status.message() << "\n";
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
      return EX_UNAVAILABLE;
    default:
      return EXIT_FAILURE;
  }
}

}  // namespace

int Run(int argc, char** argv) {
  client::Server server;
  std::string token_file = ".local/admin-token";
  std::string event;
  std::string method;
  std::string request = "{}";
  uint64_t seed = demo::PopulationOptions().seed;

  CLI::App app("Talks to Rollcall's services.", "rollcall");
  app.require_subcommand(1);
  app.option_defaults()->always_capture_default();
  app.add_option("--registration", server.registration, "host:port")
      ->envname("ROLLCALL_REGISTRATION_ADDRESS");
  app.add_option("--checkin", server.checkin, "host:port")
      ->envname("ROLLCALL_CHECKIN_ADDRESS");
  app.add_option("--reporting", server.reporting, "host:port")
      ->envname("ROLLCALL_REPORTING_ADDRESS");
  app.add_option("--token-file", token_file, "file with the bearer token")
      ->envname("ROLLCALL_TOKEN_FILE");

  auto* report = app.add_subcommand("report", "Prints the report of an event");
  report->add_option("event", event, "for example events/forum-2022")
      ->required();

  auto* call = app.add_subcommand("call", "Calls any unary method");
  call->add_option("method", method,
                   "for example rollcall.reporting.v1.ReportingService/"
                   "GetSummary")
      ->required();
  call->add_option("request", request,
                   "the request in JSON; - reads it from "
                   "standard input");

  auto* demo = app.add_subcommand("demo", "The demo forum");
  demo->require_subcommand(1);
  auto* load = demo->add_subcommand(
      "load", "Loads it through the services; may be repeated");
  load->add_option("--seed", seed, "of the synthetic participants");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? EX_OK : EX_USAGE;
  }

  auto token = client::ReadToken(token_file);
  if (!token.ok()) return ExitCodeOf(token.status());
  server.token = *std::move(token);
  if (report->parsed())
    return ExitCodeOf(PrintReport(server, event, std::cout));
  if (load->parsed()) return ExitCodeOf(LoadDemo(server, seed));
  const auto parsed = ParseInvocation(method, request, std::cin);
  if (!parsed.ok()) {
    std::cerr << parsed.status().message() << "\n";
    return EX_USAGE;
  }
  return ExitCodeOf(Invoke(server, *parsed, std::cout));
}

}  // namespace rollcall::cli
