#include "clients/cli/arguments.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/verb_groups.h"
#include "rollcall/reporting/v1/reporting_service.pb.h"

namespace rollcall::cli {
namespace {

constexpr Argument kOfSession = {"--session", "session",
                                 "only of it, by its name"};
constexpr Argument kAudience = {
    "--audience", "audience",
    "internal, or public: counts of few people are hidden"};
constexpr Argument kCountries = {"--country", "filter.country_codes",
                                 "an ISO code; repeat it"};
constexpr Argument kSectors = {"--sector", "filter.sector_ids",
                               "a sector of the event; repeat it"};
constexpr Argument kModes = {"--mode", "filter.modes",
                             "registered for it; repeat it"};
constexpr Argument kDelegations = {"--delegation", "filter.delegations",
                                   "the delegation's name; repeat it"};

int ExitCodeOfAudit(const google::protobuf::Message& response) {
  reporting::v1::AuditRollupsResponse audit;
  audit.CopyFrom(response);
  const bool differs =
      audit.difference_count() > 0 || audit.miscounted_person_count() > 0;
  // What the ledger and the stays disagree on is never mended.
  return audit.mislaid_person_count() > 0 || (differs && !audit.repaired())
             ? kExitDiffers
             : kExitOk;
}

std::vector<Verb> SummaryVerbs() {
  return {
      {"summary",
       "get",
       "Shows the headline numbers of an event or session",
       "summary get --event forum-2022",
       "GetSummary",
       {kOfEvent, kOfSession, kAudience, kMinDataVersion}},
      {"summary",
       "watch",
       "Tells the headline numbers, now and after each change",
       "summary watch --event forum-2022 --output csv",
       "WatchSummary",
       {kOfEvent, kOfSession},
       {{"AS OF", "summary.as_of"},
        {"ATTENDED", "summary.total.attended_count"},
        {"IN PERSON", "summary.total.in_person_only_count"},
        {"ONLINE", "summary.total.online_only_count"},
        {"BOTH", "summary.total.both_count"},
        {"REGISTERED", "summary.total.registered_count"},
        {"COUNTRIES", "summary.country_count"}},
       {},
       absl::InfiniteDuration(),
       true,
       nullptr,
       {"summary.data_version", "after_version"}},
  };
}

Verb Breakdown() {
  return {"breakdown",
          "list",
          "Lists counts for each combination of values",
          "breakdown list --event forum-2022 --by country --by mode "
          "--order attended",
          "GetBreakdown",
          {kOfEvent,
           {"--by", "dimensions", "a dimension; repeat it", kField, true},
           kOfSession,
           {"--order", "order_by", "the highest first; default: by values"},
           kCountries,
           kSectors,
           kModes,
           kDelegations,
           {"--region", "filter.regions", "an M49 code; repeat it"},
           {"--group", "filter.groups", "of countries; repeat it"},
           kAudience,
           kMinDataVersion},
          {{"VALUE", "values.display_name"},
           {"CODE", "values.value"},
           {"REGISTERED", "counts.registered_count"},
           {"CONFIRMED", "counts.confirmed_count"},
           {"ATTENDED", "counts.attended_count"},
           {"IN PERSON", "counts.in_person_only_count"},
           {"ONLINE", "counts.online_only_count"},
           {"BOTH", "counts.both_count"},
           {"NO-SHOW", "counts.no_show_count"},
           {"HIDDEN", "hidden"}}};
}

Verb Timeline() {
  return {
      "timeline",
      "list",
      "Lists who came and who was there, time by time",
      "timeline list --event forum-2022 --bucket 900s",
      "GetTimeline",
      {kOfEvent,
       kOfSession,
       {"--start", "start_time", "from when on; default: the first arrival"},
       {"--end", "end_time", "until when; default: the end, or now"},
       {"--bucket", "bucket_duration", "how long each time is; default: 900s"},
       kMinDataVersion},
      {{"START", "start_time"},
       {"CAME", "any.arrival_count"},
       {"IN PERSON", "in_person.arrival_count"},
       {"ONLINE", "online.arrival_count"},
       {"THERE", "any.present_count"},
       {"IN PERSON", "in_person.present_count"},
       {"ONLINE", "online.present_count"},
       {"MOST", "any.peak_count"}}};
}

Verb Attendance() {
  return {"attendance",
          "list",
          "Lists people, how they attended and for how long",
          "attendance list --event forum-2022 --attendance both",
          "ListAttendance",
          {kOfEvent,
           {"--session", "session", "who was there, by the session's name"},
           {"--attendance", "attendances",
            "none, partial, in_person_only, online_only or both; repeat it"},
           kCountries,
           kSectors,
           kModes,
           kDelegations},
          {{"REGISTRATION", "registration"},
           {"ATTENDANCE", "attendance"},
           {"ONLINE", "online_duration"},
           {"IN PERSON", "in_person_duration"},
           {"COUNTRY", "country_code"},
           {"SECTOR", "sector_id"},
           {"PERSON", "display_name"}}};
}

Verb AuditRollups() {
  return {
      "audit",
      "rollups",
      "Recounts everybody and compares that with what reports are read from; "
      "exit code 9 when anything differs and was not mended",
      "audit rollups --event forum-2022",
      "AuditRollups",
      {kOfEvent, {"--repair", "repair", "mend what differs"}},
      {},
      {},
      absl::Minutes(10),
      true,
      ExitCodeOfAudit};
}

}  // namespace

std::vector<Verb> ReportingVerbs() {
  std::vector<Verb> verbs = SummaryVerbs();
  verbs.push_back(Breakdown());
  verbs.push_back(Timeline());
  verbs.push_back({"communique",
                   "get",
                   "Shows the sentence that the numbers make",
                   "communique get --event forum-2022 --language fr",
                   "GetCommunique",
                   {kOfEvent, kLanguage, kMinDataVersion}});
  verbs.push_back(Attendance());
  verbs.push_back(AuditRollups());
  return verbs;
}

}  // namespace rollcall::cli
