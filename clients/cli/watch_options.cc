#include "clients/cli/watch_options.h"

#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "clients/cli/watch_command.h"
#include "common/api/resource_name.h"

namespace rollcall::cli {

void AddWatch(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "watch",
      "Shows an event as it goes on: who is inside and online, arrivals, and "
      "who has attended by country and sector.\n"
      "Fills a terminal until q or Ctrl-C; elsewhere it writes a line for each "
      "change. Counts only: it has no names.");
  AddExample(*command, "watch forum-2022");
  struct Flags {
    std::string event;
    std::string session = kVenueSession;
    bool once = false;
  };
  const auto flags = std::make_shared<Flags>();
  command->add_option("EVENT", flags->event, "the event's name or id")
      ->required()
      ->transform(EventNameOf);
  command->add_option("--session", flags->session,
                      "the session's name or id; venue is the whole event");
  command->add_flag("--once", flags->once, "one frame, and no more");
  command->callback([flags, &action] {
    action = [flags](const client::Server& server, const Terminal& terminal) {
      const std::string session =
          absl::StrContains(flags->session, '/')
              ? flags->session
              : absl::StrCat(flags->event, "/sessions/", flags->session);
      return RunWatch(server, {session, flags->once}, terminal);
    };
  });
}

}  // namespace rollcall::cli
