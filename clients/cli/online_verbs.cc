#include "clients/cli/arguments.h"
#include "clients/cli/verb_groups.h"

namespace rollcall::cli {

std::vector<Verb> OnlineVerbs() {
  return {
      {"presence",
       "list",
       "Lists who was in which session, and how long",
       "presence list --event forum-2022 "
       "--session events/forum-2022/sessions/opening",
       "ListPresence",
       {kOfEvent,
        {"--session", "session", "only in it, by its name"},
        {"--registration", "registration", "only of this person"}},
       {{"REGISTRATION", "registration"},
        {"SESSION", "session"},
        {"STATUS", "status"},
        {"ONLINE", "online_duration"},
        {"ATTENDED", "attended_duration"},
        {"PERCENT", "attended_percent"}}},
      {"unmatched",
       "list",
       "Lists what platforms reported and nobody is known for",
       "unmatched list --event forum-2022 --kind connection",
       "ListUnmatched",
       {kOfEvent,
        {"--kind", "kind", "connection or instance"},
        {"--session", "session", "only of it, by its name"}},
       {{"NAME", "name"},
        {"KIND", "kind"},
        {"SOURCE", "source"},
        {"INSTANCE", "instance_id"},
        {"FIRST", "first_time"},
        {"LAST", "last_time"},
        {"PERSON", "participant.display_name"},
        {"E-MAIL", "participant.email"}}},
      {"unmatched",
       "resolve",
       "Says whose a connection is, or which session an instance is of",
       "unmatched resolve events/forum-2022/unmatched/ID "
       "--registration events/forum-2022/registrations/ID",
       "ResolveUnmatched",
       {kName,
        {"--registration", "registration",
         "of a connection: whose it is, by its name"},
        {"--kind", "participant_kind",
         "of a connection: nobody's, but bot, recorder or bridge", kField,
         false, nullptr, "bot,recorder,bridge"},
        {"--session", "session", "of an instance: its session, by its name"}}},
  };
}

}  // namespace rollcall::cli
