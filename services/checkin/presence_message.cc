#include "services/checkin/presence_message.h"

#include "common/api/field_checker.h"
#include "common/api/limits.h"
#include "common/api/request_key.h"
#include "common/base/status_macros.h"
#include "common/status/wire.h"

namespace rollcall::checkin {
namespace {

Participant ParseParticipant(const v1::Participant& message,
                             const EventName& event, FieldChecker& check) {
  Participant participant;
  if (!message.registration().empty()) {
    const auto name = check.ResourceName<RegistrationName>(
        "participant.registration", message.registration());
    if (!name.event.empty() && name.event != event.event) {
      check.Fail("participant.registration", "Must be of the same event.");
    }
    participant.registration = name.registration;
  }
  participant.external_id =
      check.Text("participant.external_id", message.external_id(),
                 limits::kMaxForeignId, Requirement::kOptional);
  participant.email = message.email();
  participant.email_key =
      check.Email("participant.email", message.email(), Requirement::kOptional);
  return participant;
}

}  // namespace

absl::StatusOr<PresenceReport> ParseReport(const v1::PresenceEvent& message,
                                           const EventName& event) {
  const auto required = Requirement::kRequired;
  FieldChecker check;
  PresenceReport report;
  report.event.source_event_id =
      check.Text("source_event_id", message.source_event_id(),
                 limits::kMaxForeignId, required);
  report.event.kind = check.Value("kind", message.kind());
  report.event.event_time =
      check
          .Timestamp("event_time", message.has_event_time(),
                     message.event_time(), required)
          .value_or(absl::UnixEpoch());
  const auto session =
      check.ResourceName<SessionName>("session", message.session());
  if (!session.event.empty() && session.event != event.event) {
    check.Fail("session", "Must be of the event that the call is about.");
  }
  report.connection = {session.session,
                       check.Text("instance_id", message.instance_id(),
                                  limits::kMaxForeignId, required),
                       check.Text("connection_id", message.connection_id(),
                                  limits::kMaxForeignId, required)};
  report.participant = ParseParticipant(message.participant(), event, check);
  v1::PresenceEvent content = message;
  // A fact holds nothing of the person, not even in a hash.
  content.clear_participant();
  report.content_hash = ContentHash(content);
  RETURN_IF_ERROR(check.Check());
  return report;
}

void Render(const PresenceResult& result, const v1::PresenceEvent& message,
            const EventName& event, v1::ReportPresenceResponse::Result& out) {
  out.set_source_event_id(message.source_event_id());
  out.set_outcome(result.outcome);
  if (!result.registration.empty()) {
    out.set_registration(
        RegistrationName{event.event, result.registration}.ToString());
  }
  if (!result.error.ok()) RenderStatus(result.error, *out.mutable_error());
}

}  // namespace rollcall::checkin
