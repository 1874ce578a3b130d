#include "clients/cli/arguments.h"
#include "clients/cli/verb.h"
#include "clients/cli/verb_groups.h"

namespace rollcall::cli {
namespace {

// A document may be the whole request, and then names the event itself.
constexpr Argument kOfEventUnlessInFile = {"--event,-e", "event",
                                           "the event's name or id", kEvent};
constexpr Argument kEtag = {"--etag", "etag",
                            "only if nobody changed it since this was read"};
constexpr Argument kRequestId = {
    "--request-id", "request_id",
    "a UUID that makes a retry safe; default: a new one"};
constexpr Argument kMask = {
    "--mask", "update_mask",
    "which fields to change, as a,b; default: those that are set"};

Arguments Pictures() {
  return {{"--png", "png", "file for the QR code", kPicture},
          {"--svg", "svg", "file for the QR code", kPicture}};
}

Arguments Who() {
  return {{"FILE", "registration",
           "the registration in JSON; - is standard input", kDocument},
          {"--email", "registration.person.email", "e-mail address"},
          {"--name", "registration.person.display_name", "name of the person"},
          {"--country", "registration.country_code", "code or English name"},
          {"--sector", "registration.sector_id", "a sector of the event"},
          {"--organization", "registration.person.organization", "institution"},
          {"--job-title", "registration.person.job_title", "position held"},
          {"--external-id", "registration.person.external_id",
           "the organizer's own id"}};
}

Arguments Place() {
  return {{"--mode", "registration.mode", "in_person or online"},
          {"--session", "registration.sessions", "a session's name; repeat it"},
          {"--delegation", "registration.delegation", "the delegation's name"},
          {"--waitlist-priority", "registration.waitlist_priority",
           "lower is served first"},
          {"--blocked", "registration.blocked", "doors let nobody in by it"}};
}

Arguments WhatDelegation() {
  return {
      {"FILE", "delegation", "the delegation in JSON; - is standard input",
       kDocument},
      {"--display-name", "delegation.display_name", "how it is called"},
      {"--country", "delegation.country_code", "code or English name"},
      {"--organization", "delegation.organization", "who sends it"},
      {"--quota-in-person", "delegation.quota.in_person", "most in the room"},
      {"--quota-online", "delegation.quota.online", "most online"}};
}

Argument Document(const char* path) {
  return {"FILE", path, "a file in JSON; - is standard input", kDocument, true};
}

Argument NameOf(const char* path) {
  return {"NAME", path, "the whole name", kField, true};
}

Argument IdOf(const char* path) {
  return {"--id", path, "the id; default: from the name in the file"};
}

Arguments Join(const std::vector<Arguments>& parts) {
  Arguments all;
  for (const Arguments& part : parts) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

std::vector<Verb> EventVerbs() {
  return {
      {"event",
       "create",
       "Creates an event",
       "event create forum.json --id forum-2022",
       "CreateEvent",
       {Document("event"), IdOf("event_id"), kRequestId}},
      {"event",
       "get",
       "Shows an event",
       "event get forum-2022",
       "GetEvent",
       {{"NAME", "name", "the event's name or id", kEvent, true}}},
      {"event",
       "list",
       "Lists events",
       "event list --limit 10",
       "ListEvents",
       {},
       {{"NAME", "name"},
        {"START", "start_time"},
        {"END", "end_time"},
        {"ZONE", "time_zone"},
        {"TITLE", "title"}}},
      {"event",
       "update",
       "Changes an event",
       "event update forum.json --mask title,theme",
       "UpdateEvent",
       {Document("event"), kMask}},
  };
}

std::vector<Verb> SessionVerbs() {
  return {
      {"session",
       "create",
       "Adds a session to the agenda",
       "session create panel.json --event forum-2022 --id panel",
       "CreateSession",
       {Document("session"), kOfEventUnlessInFile, IdOf("session_id"),
        kRequestId}},
      {"session",
       "get",
       "Shows a session",
       "session get events/forum-2022/sessions/panel",
       "GetSession",
       {kName}},
      {"session",
       "list",
       "Lists the sessions of an event",
       "session list --event forum-2022",
       "ListSessions",
       {kOfEvent},
       {{"NAME", "name"},
        {"KIND", "kind"},
        {"START", "start_time"},
        {"END", "end_time"},
        {"ROOM", "room"},
        {"TITLE", "title"}}},
      {"session",
       "update",
       "Changes a session",
       "session update panel.json --mask room,capacity",
       "UpdateSession",
       {Document("session"), kMask}},
      {"session",
       "report",
       "Shows attendance, peaks and who stayed for later sessions",
       "session report events/forum-2022/sessions/opening",
       "GetSessionReport",
       {NameOf("session"), kMinDataVersion}},
  };
}

std::vector<Verb> RegistrationVerbs() {
  return {
      {"registration", "create", "Registers a person",
       "registration create --event forum-2022 --email ada@example.org "
       "--name 'Ada Lovelace' --mode online --country GB",
       "CreateRegistration",
       Join({Who(), Place(), {kOfEventUnlessInFile, kRequestId}})},
      {"registration",
       "get",
       "Shows a registration",
       "registration get events/forum-2022/registrations/ID",
       "GetRegistration",
       {kName}},
      {"registration",
       "list",
       "Lists the registrations of an event",
       "registration list --event forum-2022 --state waitlisted --limit 20",
       "ListRegistrations",
       {kOfEvent,
        {"--query", "query", "part of the name, at least 3 characters"},
        {"--state", "states", "in this state; repeat it for more"},
        {"--mode", "mode", "in_person or online"},
        {"--country", "country_code", "code or English name"},
        {"--sector", "sector_id", "a sector of the event"},
        {"--delegation", "delegation", "the delegation's name"}},
       {{"NAME", "name"},
        {"STATE", "state"},
        {"MODE", "mode"},
        {"COUNTRY", "country_code"},
        {"SECTOR", "sector_id"},
        {"PERSON", "person.display_name"},
        {"E-MAIL", "person.email"}}},
      {"registration",
       "approve",
       "Confirms one that waits for a registrar",
       "registration approve events/forum-2022/registrations/ID",
       "ApproveRegistration",
       {kName, kEtag}},
      {"registration",
       "reject",
       "Refuses one that waits for a registrar",
       "registration reject events/forum-2022/registrations/ID",
       "RejectRegistration",
       {kName, kEtag}},
      {"registration",
       "cancel",
       "Ends a registration and frees its place",
       "registration cancel events/forum-2022/registrations/ID --by person",
       "CancelRegistration",
       {kName, {"--by", "initiator", "organizer (default) or person"}, kEtag}},
      {"registration",
       "change-mode",
       "Changes how a person takes part",
       "registration change-mode events/forum-2022/registrations/ID online",
       "ChangeMode",
       {kName, {"MODE", "mode", "in_person or online", kField, true}, kEtag}},
      {"registration", "transfer", "Gives the place to another person",
       "registration transfer events/forum-2022/registrations/ID "
       "--email grace@example.org --name 'Grace Hopper'",
       "TransferRegistration", Join({{kName}, Who(), {kEtag, kRequestId}})},
      {"registration", "update", "Changes a registration",
       "registration update events/forum-2022/registrations/ID "
       "--organization 'Analytical Society'",
       "UpdateRegistration",
       Join({{NameOf("registration.name")},
             Who(),
             {{"--session", "registration.sessions",
               "a session's name; repeat it"},
              {"--waitlist-priority", "registration.waitlist_priority",
               "lower is served first"},
              {"--blocked", "registration.blocked",
               "doors let nobody in by it; --mask blocked alone ends that"},
              {"--etag", "registration.etag",
               "only if nobody changed it since this was read"},
              kMask}})},
      {"registration",
       "erase",
       "Removes a person's data for ever",
       "registration erase events/forum-2022/registrations/ID",
       "EraseRegistration",
       {kName}},
      {"registration",
       "personal-data",
       "Shows all that is kept of a person",
       "registration personal-data events/forum-2022/registrations/ID",
       "ExportPersonalData",
       {kName}},
  };
}

std::vector<Verb> TicketVerbs() {
  return {
      {"ticket", "get", "Shows a ticket, a secret of its holder",
       "ticket get events/forum-2022/registrations/ID --png ticket.png",
       "GetTicket", Join({{kName}, Pictures()})},
      {"ticket",
       "rotate",
       "Revokes a ticket and issues another",
       "ticket rotate events/forum-2022/registrations/ID",
       "RotateTicket",
       Join({{kName}, Pictures(), {kRequestId}}),
       {},
       {"ticket.text", "ticket.code"}},
  };
}

std::vector<Verb> DelegationVerbs() {
  return {
      {"delegation", "create",
       "Creates a delegation; shows its head's token once",
       "delegation create --event forum-2022 --display-name Kenya "
       "--country KE --quota-in-person 20",
       "CreateDelegation",
       Join({WhatDelegation(), {kOfEventUnlessInFile, kRequestId}})},
      {"delegation",
       "list",
       "Lists the delegations of an event",
       "delegation list --event forum-2022",
       "ListDelegations",
       {kOfEvent},
       {{"NAME", "name"},
        {"COUNTRY", "country_code"},
        {"IN PERSON", "quota.in_person_count"},
        {"OF", "quota.in_person"},
        {"ONLINE", "quota.online_count"},
        {"OF", "quota.online"},
        {"DELEGATION", "display_name"}}},
      {"delegation", "update", "Changes a delegation",
       "delegation update events/forum-2022/delegations/ID "
       "--quota-online 50",
       "UpdateDelegation",
       Join({{NameOf("delegation.name")},
             WhatDelegation(),
             {{"--head", "delegation.head", "the registration of who leads it"},
              {"--etag", "delegation.etag",
               "only if nobody changed it since this was read"},
              {"--rotate-head-token", "rotate_head_token",
               "make a new token and end the one before"},
              kMask}})},
  };
}

std::vector<Verb> DeviceVerbs() {
  constexpr Argument kToken = {"--save", "device_token",
                               "file for the token; default: shown", kSecret};
  return {
      {"device",
       "create",
       "Makes a device and the code that it enrols with once",
       "device create --event forum-2022 --display-name 'Main gate' --gate A",
       "CreateDevice",
       {kOfEvent,
        {"--display-name", "device.display_name", "what people call it", kField,
         true},
        {"--role", "device.role", "kiosk or supervisor; default: kiosk", kField,
         false, nullptr, "kiosk,supervisor"},
        {"--session", "device.sessions",
         "bound to it, by its name; repeat it; default: all"},
        {"--gate", "device.gate", "bound to it; default: any"},
        {"--code-duration", "code_duration",
         "how long the code can be used, as 900s"},
        kRequestId}},
      {"device",
       "enroll",
       "Exchanges a code for the token of this device",
       "device enroll --event forum-2022 --code XXXX-XXXX-XXXX-XXXX "
       "--save kiosk-token",
       "EnrollDevice",
       {kOfEvent,
        {"--code", "enrollment_code", "the code"},
        {"--code-file", "enrollment_code",
         "file with the code; - is standard input", kText},
        kToken},
       {},
       {},
       absl::Seconds(30),
       false},
      {"device",
       "rotate",
       "Gives a device another token",
       "device rotate events/forum-2022/devices/ID --save kiosk-token",
       "RotateDeviceToken",
       {kName, kToken}},
      {"device",
       "revoke",
       "Ends the access of a device at once",
       "device revoke events/forum-2022/devices/ID",
       "RevokeDevice",
       {kName}},
      {"device",
       "list",
       "Lists the devices of an event",
       "device list --event forum-2022",
       "ListDevices",
       {kOfEvent},
       {{"NAME", "name"},
        {"STATE", "state"},
        {"ROLE", "role"},
        {"GATE", "gate"},
        {"LAST USE", "last_use_time"},
        {"DEVICE", "display_name"}}},
  };
}

std::vector<Verb> KeyVerbs() {
  return {
      {"key",
       "create",
       "Makes the key of a person or a program in one role, told once",
       "key create --event forum-2022 --role analyst "
       "--display-name 'Press office' --save press-key",
       "CreateApiKey",
       {kOfEvent,
        {"--role", "api_key.role",
         "supervisor, streaming, analyst, registrar or admin", kField, true,
         nullptr, "supervisor,streaming,analyst,registrar,admin"},
        {"--display-name", "api_key.display_name", "whose it is", kField, true},
        {"--expires", "api_key.expire_time",
         "when it ends; default: in a year"},
        {"--save", "key_text", "file for the key; default: shown", kSecret},
        kRequestId}},
      {"key",
       "revoke",
       "Ends the access of a key at once",
       "key revoke events/forum-2022/apiKeys/ID",
       "RevokeApiKey",
       {kName}},
      {"key",
       "list",
       "Lists the keys of an event",
       "key list --event forum-2022",
       "ListApiKeys",
       {kOfEvent},
       {{"NAME", "name"},
        {"ROLE", "role"},
        {"EXPIRES", "expire_time"},
        {"REVOKED", "revoked"},
        {"LAST USE", "last_use_time"},
        {"KEY", "display_name"}}},
  };
}

}  // namespace

const std::vector<Noun>& Nouns() {
  static const auto* const nouns = new std::vector<Noun>{
      {"event", "Editions of a forum"},
      {"session", "The agenda of an event"},
      {"registration", "People at an event"},
      {"ticket", "What people show at doors"},
      {"delegation", "Groups with quotas, and their heads"},
      {"device", "Kiosks and what they may call with"},
      {"key", "Keys of people and programs, each of one role"},
      {"door", "What a device does at a door"},
      {"conflict", "What doors decided alone, against the rules"},
      {"occupancy", "How many are inside"},
      {"presence", "Who was online, and in which session"},
      {"unmatched", "Presence that nobody is known for"},
      {"summary", "The headline numbers"},
      {"breakdown", "Counts by country, sector, session, day and more"},
      {"timeline", "Who came and who was there, over time"},
      {"communique", "The sentence to publish after the close"},
      {"attendance", "People, how they attended and for how long"},
      {"audit", "Whether what is kept and counted is true"},
  };
  return *nouns;
}

const std::vector<Verb>& Verbs() {
  static const auto* const verbs = [] {
    auto* all = new std::vector<Verb>;
    for (const auto& some :
         {EventVerbs(), SessionVerbs(), RegistrationVerbs(), TicketVerbs(),
          DelegationVerbs(), DeviceVerbs(), KeyVerbs(), DoorVerbs(),
          OnlineVerbs(), ReportingVerbs()}) {
      all->insert(all->end(), some.begin(), some.end());
    }
    return all;
  }();
  return *verbs;
}

}  // namespace rollcall::cli
