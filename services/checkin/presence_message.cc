#include "services/checkin/presence_message.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "common/api/limits.h"
#include "common/api/request_key.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/status/wire.h"

namespace rollcall::checkin {
namespace {

using v1::PresenceEvent;

// How far the clock of a platform may be ahead.
constexpr absl::Duration kMaxAhead = absl::Minutes(10);

// Before this nothing was online.
absl::Time Earliest() {
  return absl::FromCivil(absl::CivilDay(2000, 1, 1), absl::UTCTimeZone());
}

// Begins the ids of events that came without one; no platform's id has it.
constexpr char kOwnId = '\x1f';

template <typename Name>
Name ResourceOf(const EventName& event, absl::string_view field,
                const std::string& text, FieldChecker& check) {
  if (text.empty()) return Name();
  Name name = check.ResourceName<Name>(field, text);
  if (!name.event.empty() && name.event != event.event) {
    check.Fail(field, "Must be of the event that the call is about.");
  }
  return name;
}

v1::Participant::Kind ParseKind(absl::string_view field,
                                v1::Participant::Kind kind,
                                FieldChecker& check) {
  if (kind == v1::Participant::KIND_UNSPECIFIED) {
    return v1::Participant::KIND_PERSON;
  }
  return check.Value(field, kind);
}

Participant ParseParticipant(const v1::Participant& message,
                             const EventName& event, FieldChecker& check) {
  const auto optional = Requirement::kOptional;
  Participant participant;
  if (message.join_token().size() > limits::kMaxJoinTokenBytes) {
    check.Fail("participant.join_token",
               absl::StrCat("At most ", limits::kMaxJoinTokenBytes, " bytes."));
  }
  participant.join_token = ParseUuid(message.join_token()).value_or("");
  participant.registration =
      ResourceOf<RegistrationName>(event, "participant.registration",
                                   message.registration(), check)
          .registration;
  participant.external_id =
      check.Text("participant.external_id", message.external_id(),
                 limits::kMaxForeignId, optional);
  participant.email = message.email();
  participant.email_key =
      check.Email("participant.email", message.email(), optional);
  participant.kind = ParseKind("participant.kind", message.kind(), check);
  participant.unverified_email =
      check.Text("participant.unverified_email", message.unverified_email(),
                 limits::kMaxEmail, optional);
  participant.display_name =
      check.Text("participant.display_name", message.display_name(),
                 limits::kMaxPersonName, optional);
  return participant;
}

// What an event is of: a connection has a name, an instance none.
void CheckConnection(const PresenceEvent& message, FieldChecker& check) {
  const bool is_of_connection = message.kind() == PresenceEvent::KIND_JOIN ||
                                message.kind() == PresenceEvent::KIND_LEAVE ||
                                message.kind() == PresenceEvent::KIND_HEARTBEAT;
  if (!is_of_connection && !message.connection_id().empty()) {
    check.Fail("connection_id", "Must be empty: the event is of an instance.");
  }
  if (is_of_connection && message.connection_id().empty()) {
    check.Fail("connection_id", "Is required.");
  }
}

std::vector<std::string> ParsePresent(const PresenceEvent& message,
                                      FieldChecker& check) {
  const auto& ids = message.present_connection_ids();
  if (!ids.empty() && message.kind() != PresenceEvent::KIND_SNAPSHOT) {
    check.Fail("present_connection_ids", "Only a SNAPSHOT has any.");
  }
  if (ids.size() > limits::kMaxSnapshotConnections) {
    check.Fail("present_connection_ids",
               absl::StrCat("At most ", limits::kMaxSnapshotConnections, "."));
    return {};
  }
  for (const std::string& id : ids) {
    check.Text("present_connection_ids", id, limits::kMaxForeignId,
               Requirement::kRequired);
  }
  return {ids.begin(), ids.end()};
}

// What an event without an id is known by.
std::string OwnId(const PresenceEvent& message) {
  PresenceEvent key;
  key.set_kind(message.kind());
  *key.mutable_event_time() = message.event_time();
  key.set_instance_id(message.instance_id());
  key.set_connection_id(message.connection_id());
  // Several snapshots of one time are one.
  *key.mutable_present_connection_ids() = message.present_connection_ids();
  return absl::StrCat(std::string(1, kOwnId),
                      absl::BytesToHexString(ContentHash(key)));
}

}  // namespace

void CheckSource(const std::string& source, FieldChecker& check) {
  bool valid = !source.empty() && source.size() <= limits::kMaxSource;
  for (const char c : source) {
    valid = valid && (absl::ascii_islower(c) || absl::ascii_isdigit(c) ||
                      c == '.' || c == '_' || c == '-');
  }
  if (!valid) {
    check.Fail("source", "Must be 1 to 64 of a-z, 0-9, `.`, `_`, `-`.");
  }
}

void CheckBatchSize(int size, FieldChecker& check) {
  if (size < 1 || size > limits::kMaxBatchItems) {
    check.Fail("presence_events",
               absl::StrCat("Must be 1 to ", limits::kMaxBatchItems, "."));
  }
}

absl::StatusOr<PresenceReport> ParseReport(const PresenceEvent& message,
                                           const EventName& event,
                                           const std::string& source,
                                           absl::Time now) {
  const auto required = Requirement::kRequired;
  const auto optional = Requirement::kOptional;
  FieldChecker check;
  PresenceReport report;
  report.event.kind = check.Value("kind", message.kind());
  report.event.event_time =
      check
          .Timestamp("event_time", message.has_event_time(),
                     message.event_time(), required)
          .value_or(now);
  if (report.event.event_time < Earliest() ||
      report.event.event_time > now + kMaxAhead) {
    check.Fail("event_time",
               "Must be from 2000-01-01 on, and at most ten minutes ahead.");
  }
  const std::string& session =
      ResourceOf<SessionName>(event, "session", message.session(), check)
          .session;
  report.connection = {session, source,
                       check.Text("instance_id", message.instance_id(),
                                  limits::kMaxForeignId, required),
                       check.Text("connection_id", message.connection_id(),
                                  limits::kMaxForeignId, optional)};
  CheckConnection(message, check);
  report.present = ParsePresent(message, check);
  report.event.source_event_id =
      message.source_event_id().empty()
          ? OwnId(message)
          : check.Text("source_event_id", message.source_event_id(),
                       limits::kMaxForeignId, required);
  report.participant = ParseParticipant(message.participant(), event, check);
  PresenceEvent content = message;
  // A fact holds nothing of the person, not even in a hash.
  content.clear_participant();
  report.content_hash = ContentHash(content);
  RETURN_IF_ERROR(check.Check());
  return report;
}

UnmatchedFilter ParseFilter(const v1::ListUnmatchedRequest& message,
                            const EventName& event, FieldChecker& check) {
  UnmatchedFilter filter;
  if (message.kind() != v1::Unmatched::KIND_UNSPECIFIED) {
    filter.kind = check.Value("kind", message.kind());
  }
  filter.session =
      ResourceOf<SessionName>(event, "session", message.session(), check)
          .session;
  return filter;
}

PresenceFilter ParseFilter(const v1::ListPresenceRequest& message,
                           const EventName& event, FieldChecker& check) {
  return {ResourceOf<SessionName>(event, "session", message.session(), check)
              .session,
          ResourceOf<RegistrationName>(event, "registration",
                                       message.registration(), check)
              .registration};
}

Resolution ParseResolution(const v1::ResolveUnmatchedRequest& message,
                           const UnmatchedName& name, FieldChecker& check) {
  const EventName event{name.event};
  Resolution resolution;
  switch (message.resolution_case()) {
    case v1::ResolveUnmatchedRequest::kRegistration:
      resolution.registration =
          ResourceOf<RegistrationName>(event, "registration",
                                       message.registration(), check)
              .registration;
      if (message.registration().empty()) {
        check.Fail("registration", "Is required.");
      }
      break;
    case v1::ResolveUnmatchedRequest::kParticipantKind:
      resolution.participant_kind =
          check.Value("participant_kind", message.participant_kind());
      if (*resolution.participant_kind == v1::Participant::KIND_PERSON) {
        check.Fail("participant_kind", "Must be BOT, RECORDER or BRIDGE.");
      }
      break;
    case v1::ResolveUnmatchedRequest::kSession:
      resolution.session =
          ResourceOf<SessionName>(event, "session", message.session(), check)
              .session;
      if (message.session().empty()) check.Fail("session", "Is required.");
      break;
    case v1::ResolveUnmatchedRequest::RESOLUTION_NOT_SET:
      check.Fail("resolution",
                 "Is required: a registration, participant_kind or session.");
  }
  return resolution;
}

void Render(const PresenceResult& result, const std::string& source_event_id,
            const EventName& event, v1::ReportPresenceResponse::Result& out) {
  out.set_source_event_id(source_event_id);
  out.set_outcome(result.outcome);
  if (!result.registration.empty()) {
    out.set_registration(
        RegistrationName{event.event, result.registration}.ToString());
  }
  if (!result.error.ok()) RenderStatus(result.error, *out.mutable_error());
}

void Render(const std::string& event, const Unmatched& unmatched,
            v1::Unmatched& out) {
  out.set_name(UnmatchedName{event, unmatched.id}.ToString());
  out.set_kind(unmatched.kind);
  out.set_source(unmatched.source);
  out.set_instance_id(unmatched.instance);
  out.set_connection_id(unmatched.connection);
  if (!unmatched.session.empty()) {
    out.set_session(SessionName{event, unmatched.session}.ToString());
  }
  const Participant& participant = unmatched.participant;
  if (participant.HasWords()) {
    out.mutable_participant()->set_external_id(participant.external_id);
    out.mutable_participant()->set_email(participant.email);
    out.mutable_participant()->set_unverified_email(
        participant.unverified_email);
    out.mutable_participant()->set_display_name(participant.display_name);
  }
  RenderTime(unmatched.first_time, *out.mutable_first_time());
  RenderTime(unmatched.last_time, *out.mutable_last_time());
  RenderDuration(unmatched.online, *out.mutable_online_duration());
}

void Render(const std::string& event, const PersonPresence& presence,
            v1::Presence& out) {
  out.set_registration(
      RegistrationName{event, presence.registration}.ToString());
  out.set_session(SessionName{event, presence.session}.ToString());
  out.set_status(presence.status);
  RenderDuration(presence.online, *out.mutable_online_duration());
  RenderDuration(presence.attended, *out.mutable_attended_duration());
  out.set_attended_percent(presence.attended_percent);
  for (const auto& [date, online] : presence.days) {
    v1::Presence::Day& day = *out.add_days();
    day.set_date(date);
    RenderDuration(online, *day.mutable_online_duration());
  }
  for (const PersonInterval& part : presence.intervals) {
    v1::PresenceInterval& interval = *out.add_intervals();
    interval.set_mode(part.mode);
    interval.set_source(part.source);
    interval.set_instance_id(part.instance);
    interval.set_connection_id(part.connection);
    RenderTime(part.interval.start, *interval.mutable_start_time());
    interval.set_state(v1::PresenceInterval::STATE_OPEN);
    if (!part.interval.end) continue;
    RenderTime(*part.interval.end, *interval.mutable_end_time());
    interval.set_state(part.interval.end_source ==
                               v1::PresenceInterval::END_SOURCE_LEAVE
                           ? v1::PresenceInterval::STATE_CLOSED
                           : v1::PresenceInterval::STATE_PROVISIONAL);
    interval.set_end_source(part.interval.end_source);
    interval.set_anomaly(part.interval.anomaly);
  }
}

}  // namespace rollcall::checkin
