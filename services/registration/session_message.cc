#include "services/registration/session_message.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/api/etag.h"
#include "common/api/field_mask.h"
#include "common/api/limits.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/geo/country_field.h"
#include "services/registration/admission_message.h"
#include "services/registration/capacity_message.h"

namespace rollcall::registration {
namespace {

std::vector<Speaker> ParseSpeakers(const v1::Session& message,
                                   FieldChecker& check) {
  if (message.speakers_size() > limits::kMaxSpeakers) {
    check.Fail("session.speakers",
               absl::StrCat("Must be at most ", limits::kMaxSpeakers, "."));
    return {};
  }
  std::vector<Speaker> speakers;
  for (int i = 0; i < message.speakers_size(); ++i) {
    const v1::Speaker& speaker = message.speakers(i);
    const std::string path = absl::StrCat("session.speakers[", i, "]");
    speakers.push_back(
        {check.Value(path + ".role", speaker.role()),
         check.Text(path + ".honorific", speaker.honorific(),
                    limits::kMaxHonorific, Requirement::kOptional),
         check.Text(path + ".full_name", speaker.full_name(),
                    limits::kMaxPersonName, Requirement::kRequired),
         check.Text(path + ".job_title", speaker.job_title(), limits::kMaxTitle,
                    Requirement::kOptional),
         check.Text(path + ".affiliation", speaker.affiliation(),
                    limits::kMaxTitle, Requirement::kOptional),
         speaker.country_code()});
    geo::CheckCountry(path + ".country_code", speaker.country_code(), check);
  }
  return speakers;
}

std::vector<std::string> ParseLaunches(const v1::Session& message,
                                       FieldChecker& check) {
  if (message.launches_size() > limits::kMaxLaunches) {
    check.Fail("session.launches",
               absl::StrCat("Must be at most ", limits::kMaxLaunches, "."));
    return {};
  }
  std::vector<std::string> launches;
  for (int i = 0; i < message.launches_size(); ++i) {
    launches.push_back(
        check.Text(absl::StrCat("session.launches[", i, "].title"),
                   message.launches(i).title(), limits::kMaxTitle,
                   Requirement::kRequired));
  }
  return launches;
}

std::vector<type::v1::Mode> ParseAllowedModes(const v1::Session& message,
                                              FieldChecker& check) {
  // The first value is no mode.
  if (message.allowed_modes_size() >= type::v1::Mode_ARRAYSIZE) {
    check.Fail("session.allowed_modes", "Must have each mode at most once.");
    return {};
  }
  std::vector<type::v1::Mode> modes;
  for (int i = 0; i < message.allowed_modes_size(); ++i) {
    const std::string path = absl::StrCat("session.allowed_modes[", i, "]");
    const type::v1::Mode mode = check.Value(path, message.allowed_modes(i));
    if (mode != type::v1::MODE_UNSPECIFIED &&
        std::find(modes.begin(), modes.end(), mode) != modes.end()) {
      check.Fail(path, "Stands twice; each must be different.");
    }
    modes.push_back(mode);
  }
  return modes;
}

// Notes it unless `fields` are `admission` or parts of it, one at least.
void CheckFieldsOfVenue(const google::protobuf::FieldMask& fields,
                        FieldChecker& check) {
  google::protobuf::FieldMask others;
  for (const std::string& path : fields.paths()) {
    if (path != "admission" && !absl::StartsWith(path, "admission.")) {
      others.add_paths(path);
    }
  }
  if (!fields.paths().empty() && others.paths().empty()) return;
  std::string advice =
      "Must be admission or parts of it: the rest of the venue follows its "
      "event, which UpdateEvent changes.";
  if (!others.paths().empty()) {
    absl::StrAppend(&advice, " Leave out ", TextOf(others), ".");
  }
  check.Fail("update_mask", advice);
}

}  // namespace

Session ParseSession(const SessionName& name, const v1::Session& message,
                     FieldChecker& check) {
  Session session;
  session.name = name;
  session.kind = check.Value("session.kind", message.kind());
  if (session.kind == v1::Session::KIND_VENUE) {
    check.Fail("session.kind", "Every event has its one VENUE already.");
  }
  session.title = check.Text("session.title", message.title(),
                             limits::kMaxTitle, Requirement::kRequired);
  session.description =
      check.Text("session.description", message.description(),
                 limits::kMaxDescription, Requirement::kOptional);
  const auto start =
      check.Timestamp("session.start_time", message.has_start_time(),
                      message.start_time(), Requirement::kRequired);
  const auto end = check.Timestamp("session.end_time", message.has_end_time(),
                                   message.end_time(), Requirement::kRequired);
  if (start && end && *start >= *end) {
    check.Fail("session.end_time", "Must be after start_time.");
  }
  session.start_time = start.value_or(absl::UnixEpoch());
  session.end_time = end.value_or(absl::UnixEpoch());
  session.room = check.Text("session.room", message.room(), limits::kMaxRoom,
                            Requirement::kOptional);
  session.speakers = ParseSpeakers(message, check);
  session.launches = ParseLaunches(message, check);
  session.capacity =
      ParseCapacity("session.capacity", message.capacity(), check);
  session.access = v1::Session::ACCESS_OPEN;
  if (message.access() != v1::Session::ACCESS_UNSPECIFIED) {
    session.access = check.Value("session.access", message.access());
  }
  session.allowed_modes = ParseAllowedModes(message, check);
  session.admission =
      ParseAdmission("session.admission", message.admission(), name, check);
  return session;
}

google::protobuf::FieldMask ParseMask(const SessionName& name,
                                      const v1::UpdateSessionRequest& request,
                                      FieldChecker& check) {
  auto fields = ParseUpdateMask(request.session(), request.update_mask(),
                                {"name", "create_time", "etag"}, check);
  if (name.session == kVenueSession) CheckFieldsOfVenue(fields, check);
  return fields;
}

absl::StatusOr<Session> Merge(const Session& stored, const v1::Session& message,
                              const google::protobuf::FieldMask& fields) {
  v1::Session merged;
  Render(stored, merged);
  MergeFields(message, fields, merged);
  FieldChecker check;
  if (stored.name.session == kVenueSession) {
    Session venue = stored;
    venue.admission = ParseAdmission("session.admission", merged.admission(),
                                     stored.name, check);
    RETURN_IF_ERROR(check.Check());
    return venue;
  }
  Session session = ParseSession(stored.name, merged, check);
  RETURN_IF_ERROR(check.Check());
  session.taken = stored.taken;
  session.create_time = stored.create_time;
  session.version = stored.version;
  return session;
}

void Render(const Session& session, v1::Session& out) {
  out.set_name(session.name.ToString());
  out.set_kind(session.kind);
  out.set_title(session.title);
  out.set_description(session.description);
  RenderTime(session.start_time, *out.mutable_start_time());
  RenderTime(session.end_time, *out.mutable_end_time());
  out.set_room(session.room);
  for (const Speaker& speaker : session.speakers) {
    auto* rendered = out.add_speakers();
    rendered->set_role(speaker.role);
    rendered->set_honorific(speaker.honorific);
    rendered->set_full_name(speaker.full_name);
    rendered->set_job_title(speaker.job_title);
    rendered->set_affiliation(speaker.affiliation);
    rendered->set_country_code(speaker.country_code);
  }
  for (const std::string& title : session.launches) {
    out.add_launches()->set_title(title);
  }
  RenderTime(session.create_time, *out.mutable_create_time());
  RenderCapacity(session.capacity, session.taken, out);
  out.set_access(session.access);
  for (const type::v1::Mode mode : session.allowed_modes) {
    out.add_allowed_modes(mode);
  }
  RenderAdmission(session.admission, session.name.event,
                  *out.mutable_admission());
  out.set_etag(EtagOf(session.version));
}

}  // namespace rollcall::registration
