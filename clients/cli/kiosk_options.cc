#include "clients/cli/kiosk_options.h"

#include <memory>
#include <string>
#include <sysexits.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "clients/cli/exit_code.h"
#include "clients/cli/help_text.h"
#include "clients/cli/kiosk_command.h"
#include "common/api/resource_name.h"

namespace rollcall::cli {
namespace {

using checkin::v1::Decision;

// As they are written.
struct KioskFlags {
  std::string event;
  std::string session = kVenueSession;
  std::string device;
  std::string direction = "entry";
  std::string color = "auto";
  std::string offline_after = "2s";
  std::string sync_every = "5s";
  bool json = false;
  KioskSettings settings;
};

// A name, of which an id is enough: `of` goes before it.
std::string Name(const std::string& of, const std::string& text) {
  return absl::StrContains(text, '/') ? text : absl::StrCat(of, text);
}

std::string CheckDuration(const std::string& text) {
  absl::Duration duration;
  return absl::ParseDuration(text, &duration) && duration > absl::ZeroDuration()
             ? ""
             : "Must be a time such as 500ms or 2s.";
}

absl::Duration DurationOf(const std::string& text) {
  absl::Duration duration;
  (void)absl::ParseDuration(text, &duration);
  return duration;
}

// Fills in the settings; returns what is wrong with the flags.
absl::Status Complete(KioskFlags& flags, bool is_screen) {
  KioskSettings& settings = flags.settings;
  kiosk::KioskOptions& kiosk = settings.kiosk;
  kiosk.event = Name("events/", flags.event);
  kiosk.session = Name(kiosk.event + "/sessions/", flags.session);
  kiosk.device = Name(kiosk.event + "/devices/", flags.device);
  kiosk.patience = DurationOf(flags.offline_after);
  EventName event;
  SessionName session;
  DeviceName device;
  if (!ParseName(kiosk.event, event) || !ParseName(kiosk.session, session) ||
      !ParseName(kiosk.device, device) || session.event != event.event ||
      device.event != event.event) {
    return absl::InvalidArgumentError(
        "The event and the session must be ids, the device a UUID, or names of "
        "the same event.");
  }
  kiosk.device = device.ToString();
  settings.sync_interval = DurationOf(flags.sync_every);
  settings.direction = flags.direction == "exit" ? Decision::DIRECTION_EXIT
                                                 : Decision::DIRECTION_ENTRY;
  const bool colored =
      flags.color == "always" || (flags.color == "auto" && is_screen);
  settings.format = flags.json ? KioskFormat::kJson
                    : colored  ? KioskFormat::kColor
                               : KioskFormat::kPlain;
  return absl::OkStatus();
}

void AddFlags(CLI::App& command, KioskFlags& flags) {
  auto& settings = flags.settings;
  command.add_option("--event,-e", flags.event, "the event's name or id")
      ->required();
  command.add_option("--session", flags.session,
                     "the session's id; venue is the front door");
  command.add_option("--device", flags.device, "the device's id, a UUID")
      ->required();
  command
      .add_option("--gate", settings.kiosk.gate,
                  "where it stands, as told to whoever is refused elsewhere")
      ->required();
  command
      .add_option("--journal", settings.journal,
                  "file of this device, made if missing: the manifest, and "
                  "scans until the service has them")
      ->required()
      ->type_name(kFileType);
  command.add_option("--direction", flags.direction, "entry or exit")
      ->check(CLI::IsMember({"entry", "exit"}));
  command.add_option("--language", settings.kiosk.language_code,
                     "of the answers: ar, en, es, fr, ru or zh");
  command
      .add_option("--offline-after", flags.offline_after,
                  "how long an answer is waited for")
      ->check(CheckDuration);
  command
      .add_option("--sync-every", flags.sync_every,
                  "how often the manifest is fetched and scans are uploaded")
      ->check(CheckDuration);
  command.add_option("--color", flags.color, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  command.add_flag("--json", flags.json, "one document in JSON a line");
}

}  // namespace

void AddKiosk(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "kiosk",
      "Checks people in at a door: one scan a line of standard input, as a USB "
      "scanner types them.\n"
      "Tickets and short codes; /entry and /exit turn the direction, /status "
      "tells how things stand, /quit or the end of the input ends it. While "
      "the service does not answer, the kiosk decides alone and uploads that "
      "later.");
  AddExample(*command,
             "kiosk --event forum-2022 --gate North --journal north.kiosk "
             "--device 018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93");
  const auto flags = std::make_shared<KioskFlags>();
  AddFlags(*command, *flags);
  command->callback([flags, &action] {
    action = [flags](const client::Server& server,
                     const Terminal& terminal) -> absl::StatusOr<int> {
      const absl::Status completed = Complete(*flags, terminal.is_screen);
      if (!completed.ok()) return WithExitCode(completed, EX_USAGE);
      return RunKiosk(server, flags->settings, terminal);
    };
  });
}

}  // namespace rollcall::cli
