#include "services/registration/event_message.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/api/etag.h"
#include "common/api/field_mask.h"
#include "common/api/limits.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/geo/country_field.h"
#include "services/registration/attendance_rule_message.h"
#include "services/registration/capacity_message.h"

namespace rollcall::registration {
namespace {

// absl also takes file names, zones of its own making, and what the system
// keeps beside the IANA zones.
bool IsTimeZone(const std::string& name) {
  constexpr char kCharacters[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
  // absl keeps every name that it was asked for, found or not, for ever.
  if (name.empty() || name.size() > limits::kMaxTimeZoneBytes ||
      name.front() == '/' || name == "localtime" || name == "posixrules" ||
      absl::StrContains(name, "//") ||
      name.find_first_not_of(kCharacters) != std::string::npos) {
    return false;
  }
  for (const char* prefix : {"Fixed/", "posix/", "right/"}) {
    if (absl::StartsWith(name, prefix)) return false;
  }
  absl::TimeZone zone;
  return absl::LoadTimeZone(name, &zone);
}

std::vector<Sector> ParseSectors(const v1::Event& message,
                                 FieldChecker& check) {
  if (message.sectors().empty()) return DefaultSectors();
  if (message.sectors_size() > limits::kMaxSectors) {
    check.Fail("event.sectors",
               absl::StrCat("Must be at most ", limits::kMaxSectors, "."));
    return {};
  }
  std::vector<Sector> sectors;
  std::set<std::string> seen;
  for (int i = 0; i < message.sectors_size(); ++i) {
    const v1::Sector& sector = message.sectors(i);
    const std::string path = absl::StrCat("event.sectors[", i, "]");
    const std::string id = check.Slug(path + ".sector_id", sector.sector_id());
    if (!id.empty() && !seen.insert(id).second) {
      check.Fail(path + ".sector_id", "Stands twice; each must be different.");
    }
    sectors.push_back(
        {id, check.Text(path + ".display_name", sector.display_name(),
                        limits::kMaxSectorName, Requirement::kRequired)});
  }
  return sectors;
}

std::vector<Partner> ParsePartners(const v1::Event& message,
                                   FieldChecker& check) {
  if (message.partners_size() > limits::kMaxPartners) {
    check.Fail("event.partners",
               absl::StrCat("Must be at most ", limits::kMaxPartners, "."));
    return {};
  }
  std::vector<Partner> partners;
  for (int i = 0; i < message.partners_size(); ++i) {
    const v1::Partner& partner = message.partners(i);
    const std::string path = absl::StrCat("event.partners[", i, "]");
    partners.push_back(
        {check.Value(path + ".role", partner.role()),
         check.Text(path + ".display_name", partner.display_name(),
                    limits::kMaxTitle, Requirement::kRequired)});
  }
  return partners;
}

absl::Duration ParseSeconds(const std::string& field, bool is_set,
                            const google::protobuf::Duration& message,
                            absl::Duration max, absl::Duration otherwise,
                            FieldChecker& check) {
  if (!is_set) return otherwise;
  const int64_t max_seconds = absl::ToInt64Seconds(max);
  if (message.seconds() < 1 || message.seconds() > max_seconds ||
      message.nanos() != 0) {
    check.Fail(field, absl::StrCat("Must be whole seconds from 1 s to ",
                                   max_seconds, " s."));
  }
  return absl::Seconds(message.seconds());
}

}  // namespace

Event ParseEvent(const v1::Event& message, FieldChecker& check) {
  const auto optional = Requirement::kOptional;
  const auto required = Requirement::kRequired;
  Event event;
  event.title =
      check.Text("event.title", message.title(), limits::kMaxTitle, required);
  event.theme =
      check.Text("event.theme", message.theme(), limits::kMaxTheme, optional);
  event.edition = check.Text("event.edition", message.edition(),
                             limits::kMaxEdition, optional);
  event.host_fair = check.Text("event.host_fair", message.host_fair(),
                               limits::kMaxTitle, optional);
  event.venue =
      check.Text("event.venue", message.venue(), limits::kMaxTitle, optional);
  event.city =
      check.Text("event.city", message.city(), limits::kMaxTitle, optional);
  event.country_code = message.country_code();
  geo::CheckCountry("event.country_code", event.country_code, check);
  event.time_zone = message.time_zone();
  if (!IsTimeZone(event.time_zone)) {
    check.Fail("event.time_zone",
               "Must be an IANA time zone such as Asia/Shanghai.");
  }
  const auto start =
      check.Timestamp("event.start_time", message.has_start_time(),
                      message.start_time(), required);
  const auto end = check.Timestamp("event.end_time", message.has_end_time(),
                                   message.end_time(), required);
  if (start && end && *start >= *end) {
    check.Fail("event.end_time", "Must be after start_time.");
  }
  event.start_time = start.value_or(absl::UnixEpoch());
  event.end_time = end.value_or(absl::UnixEpoch());
  event.sectors = ParseSectors(message, check);
  event.partners = ParsePartners(message, check);
  event.online_attendance_threshold =
      ParseSeconds("event.online_attendance_threshold",
                   message.has_online_attendance_threshold(),
                   message.online_attendance_threshold(), limits::kMaxThreshold,
                   kDefaultOnlineAttendanceThreshold, check);
  event.attendance_rule =
      ParseAttendanceRule("event.attendance_rule", message.attendance_rule(),
                          event.online_attendance_threshold, check);
  event.capacity = ParseCapacity("event.capacity", message.capacity(), check);
  event.approval_policy = v1::APPROVAL_POLICY_AUTOMATIC;
  if (message.approval_policy() != v1::APPROVAL_POLICY_UNSPECIFIED) {
    event.approval_policy =
        check.Value("event.approval_policy", message.approval_policy());
  }
  event.offer_duration =
      ParseSeconds("event.offer_duration", message.has_offer_duration(),
                   message.offer_duration(), limits::kMaxOffer,
                   kDefaultOfferDuration, check);
  event.ignore_plus_alias = message.ignore_plus_alias();
  event.retention_time =
      check.Timestamp("event.retention_time", message.has_retention_time(),
                      message.retention_time(), optional);
  if (end && event.retention_time && *event.retention_time < *end) {
    check.Fail("event.retention_time", "Must not be before end_time.");
  }
  return event;
}

google::protobuf::FieldMask ParseMask(const v1::UpdateEventRequest& request,
                                      FieldChecker& check) {
  return ParseUpdateMask(request.event(), request.update_mask(),
                         {"name", "create_time", "etag"}, check);
}

absl::StatusOr<Event> Merge(const Event& stored, const v1::Event& message,
                            const google::protobuf::FieldMask& fields) {
  v1::Event merged;
  Render(stored, merged);
  MergeFields(message, fields, merged);
  FieldChecker check;
  Event event = ParseEvent(merged, check);
  if (event.ignore_plus_alias != stored.ignore_plus_alias) {
    check.Fail("event.ignore_plus_alias",
               "Cannot be changed after the event was created.");
  }
  RETURN_IF_ERROR(check.Check());
  event.id = stored.id;
  event.taken = stored.taken;
  event.create_time = stored.create_time;
  event.version = stored.version;
  return event;
}

void Render(const Event& event, v1::Event& out) {
  out.set_name(EventName{event.id}.ToString());
  out.set_title(event.title);
  out.set_theme(event.theme);
  out.set_edition(event.edition);
  out.set_host_fair(event.host_fair);
  out.set_venue(event.venue);
  out.set_city(event.city);
  out.set_country_code(event.country_code);
  out.set_time_zone(event.time_zone);
  RenderTime(event.start_time, *out.mutable_start_time());
  RenderTime(event.end_time, *out.mutable_end_time());
  for (const Sector& sector : event.sectors) {
    auto* rendered = out.add_sectors();
    rendered->set_sector_id(sector.id);
    rendered->set_display_name(sector.display_name);
  }
  for (const Partner& partner : event.partners) {
    auto* rendered = out.add_partners();
    rendered->set_role(partner.role);
    rendered->set_display_name(partner.display_name);
  }
  out.mutable_online_attendance_threshold()->set_seconds(
      absl::ToInt64Seconds(event.online_attendance_threshold));
  Render(event.attendance_rule, *out.mutable_attendance_rule());
  RenderTime(event.create_time, *out.mutable_create_time());
  RenderCapacity(event.capacity, event.taken, out);
  out.set_approval_policy(event.approval_policy);
  out.mutable_offer_duration()->set_seconds(
      absl::ToInt64Seconds(event.offer_duration));
  out.set_ignore_plus_alias(event.ignore_plus_alias);
  if (event.retention_time) {
    RenderTime(*event.retention_time, *out.mutable_retention_time());
  }
  out.set_etag(EtagOf(event.version));
}

}  // namespace rollcall::registration
