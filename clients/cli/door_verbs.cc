#include "clients/cli/arguments.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/verb_groups.h"
#include "rollcall/checkin/v1/checkin_service.pb.h"

namespace rollcall::cli {
namespace {

using checkin::v1::Decision;

constexpr Argument kSession = {"--session", "session",
                               "the session's name; venue is the front door",
                               kField, true};
constexpr Argument kDevice = {"--device", "device", "the device's name", kField,
                              true};
constexpr Argument kGate = {"--gate", "gate", "where the device stands"};
constexpr Argument kScanTime = {"--scan-time", "scan_time",
                                "when it was scanned; default: now"};
constexpr Argument kForceReason = {"--force-reason", "force_reason",
                                   "why, in the supervisor's words"};
// A retry needs it, so that whoever may have to retry chooses it.
constexpr Argument kNewScanId = {
    "--scan-id", "scan_id",
    "a UUID that makes a retry safe; default: a new one"};
constexpr Argument kScanId = {"SCAN_ID", "scan_id",
                              "the UUID that the device gave the scan", kField,
                              true};

template <typename Response>
int ExitCodeOfDecision(const google::protobuf::Message& message) {
  Response response;
  response.CopyFrom(message);
  const auto outcome = response.decision().outcome();
  return outcome == Decision::OUTCOME_ADMITTED ||
                 outcome == Decision::OUTCOME_EXITED
             ? kExitOk
             : kExitRefused;
}

Verb CheckIn() {
  return {
      "door",
      "check-in",
      "Decides one scan; exit code 10 when the door refuses",
      "door check-in --session events/forum-2022/sessions/venue "
      "--device events/forum-2022/devices/ID --gate North "
      "--code FGQZ-XV0X-P",
      "CheckIn",
      {kSession,
       kDevice,
       kGate,
       {"--ticket-file", "ticket",
        "file with the text of the ticket; - is standard input", kText},
       {"--code", "code", "the short code of the ticket"},
       {"--registration", "registration", "the registration's name"},
       {"--direction", "direction", "entry or exit", kField, false, "entry"},
       kNewScanId,
       kScanTime,
       {"--attempt-of", "attempt_of",
        "the id of the scan that this one tries again"},
       {"--force", "force", "admit in spite of a refusal"},
       kForceReason,
       kLanguage},
      {},
      {},
      absl::Seconds(30),
      true,
      ExitCodeOfDecision<checkin::v1::CheckInResponse>};
}

Verb WalkIn() {
  return {
      "door",
      "walk-in",
      "Registers, confirms and admits a person; exit code 10 when the door "
      "refuses",
      "door walk-in --session events/forum-2022/sessions/venue "
      "--device events/forum-2022/devices/ID --name 'Ada Lovelace' "
      "--country GB",
      "AdmitWalkIn",
      {kSession,
       kDevice,
       kGate,
       {"--name", "person.display_name", "name of the person", kField, true},
       {"--email", "person.email", "e-mail address"},
       {"--organization", "person.organization", "institution"},
       {"--job-title", "person.job_title", "position held"},
       {"--external-id", "person.external_id", "the organizer's own id"},
       {"--country", "country_code", "code or English name"},
       {"--sector", "sector_id", "a sector of the event"},
       kNewScanId,
       kScanTime,
       kLanguage},
      {},
      {},
      absl::Seconds(30),
      true,
      ExitCodeOfDecision<checkin::v1::AdmitWalkInResponse>};
}

std::vector<Verb> ConflictVerbs() {
  return {
      {"conflict",
       "list",
       "Lists the conflicts of an event",
       "conflict list --event forum-2022 --state open",
       "ListConflicts",
       {kOfEvent,
        {"--state", "states",
         "in this state; repeat it; default: open and resolved"},
        {"--session", "session", "only of it, by its name"}},
       {{"NAME", "name"},
        {"KIND", "kind"},
        {"STATE", "state"},
        {"SCANNED", "scan_time"},
        {"SESSION", "session"},
        {"DEVICE", "device"},
        {"REGISTRATION", "registration"}}},
      {"conflict",
       "resolve",
       "Closes a conflict with a note",
       "conflict resolve events/forum-2022/conflicts/ID "
       "--note 'Two badges of one person.'",
       "ResolveConflict",
       {kName, {"--note", "note", "what was found and done", kField, true}}},
  };
}

}  // namespace

std::vector<Verb> DoorVerbs() {
  std::vector<Verb> verbs = {
      CheckIn(),
      {"door",
       "decision",
       "Shows what was decided about a scan",
       "door decision 018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e94 "
       "--device events/forum-2022/devices/ID",
       "GetDecision",
       {kScanId, kDevice, kLanguage}},
      {"door",
       "annul",
       "Takes a scan back",
       "door annul 018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e94 "
       "--device events/forum-2022/devices/ID "
       "--by events/forum-2022/devices/ID",
       "AnnulCheckIn",
       {kScanId,
        kDevice,
        {"--by", "annulling_device", "the device that asks, by its name",
         kField, true},
        {"--force", "force",
         "as a supervisor: later than 15 minutes, or from another device"},
        kForceReason}},
      WalkIn(),
      {"door",
       "search",
       "Finds people by a part of their name, and masks them",
       "door search lovel --event forum-2022",
       "SearchRegistrations",
       {{"NAME_PART", "name_part", "at least 3 characters", kField, true},
        kOfEvent},
       {{"REGISTRATION", "registration"},
        {"STATE", "state"},
        {"PERSON", "masked_name"},
        {"ORGANIZATION", "masked_organization"}}},
      {"door",
       "keys",
       "Lists the public keys that tickets are signed with",
       "door keys --event forum-2022",
       "GetTicketKeys",
       {kOfEvent},
       {{"ID", "key_id"}, {"PUBLIC KEY", "public_key"}}},
      {"door",
       "clock",
       "Shows the clock of the service",
       "door clock",
       "SyncClock",
       {}},
  };
  for (Verb& verb : ConflictVerbs()) verbs.push_back(std::move(verb));
  verbs.push_back(
      {"occupancy",
       "watch",
       "Tells how many are inside a session, now and after each change",
       "occupancy watch --session events/forum-2022/sessions/venue",
       "WatchOccupancy",
       {kSession,
        {"--warn-percent", "warn_percent",
         "from how many percent of the places on it is nearly full"}},
       {{"AS OF", "as_of"},
        {"INSIDE", "inside_count"},
        {"OF", "place_count"},
        {"LEVEL", "level"}},
       {},
       absl::InfiniteDuration(),
       true,
       nullptr,
       {"sequence", "after_sequence"}});
  return verbs;
}

}  // namespace rollcall::cli
