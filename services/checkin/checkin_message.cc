#include "services/checkin/checkin_message.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/api/limits.h"
#include "common/api/request_key.h"
#include "common/api/timestamp.h"
#include "common/base/utf8.h"
#include "common/door/message.h"
#include "common/enrolment/registration_message.h"
#include "common/status/error.h"
#include "common/ticket/code.h"
#include "common/ticket/ticket.h"

namespace rollcall::checkin {
namespace {

// What is kept of a credential: the beginning, whole characters of it, with `?`
// for control characters, which some codes have and a database has not.
std::string Keep(const std::string& text) {
  std::string kept(Utf8Prefix(text, limits::kKeptCredentialBytes));
  for (char& c : kept) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) c = '?';
  }
  return kept;
}

// Anybody's code may be held before a scanner, so that only its size matters.
void CheckSize(absl::string_view field, const std::string& text, size_t limit,
               FieldChecker& check) {
  if (text.empty()) check.Fail(field, "Is required.");
  if (text.size() > limit) {
    check.Fail(field, absl::StrCat("Must have at most ", limit, " bytes."));
  }
}

Credential ParseTicket(const std::string& text, const std::string& event) {
  auto ticket = ticket::ParseText(text);
  if (!ticket) return UnreadableCredential();
  if (ticket->content.event != event) return ForeignCredential();
  return *std::move(ticket);
}

Credential ParseCode(const std::string& text) {
  const auto code = ticket::ParseCode(text);
  if (!code) return UnreadableCredential();
  return TicketCode{*code};
}

Credential ParseChosen(const std::string& text, const std::string& event,
                       FieldChecker& check) {
  const auto name = check.ResourceName<RegistrationName>("registration", text);
  if (name.event != event) return ForeignCredential();
  return ChosenRegistration{name.registration};
}

void ParseCredential(const v1::CheckInRequest& message, ScanRequest& scan,
                     FieldChecker& check) {
  switch (message.credential_case()) {
    case v1::CheckInRequest::kTicket:
      CheckSize("ticket", message.ticket(), limits::kMaxTicketBytes, check);
      scan.credential = ParseTicket(message.ticket(), scan.session.event);
      scan.credential_text = message.ticket();
      break;
    case v1::CheckInRequest::kCode:
      CheckSize("code", message.code(), limits::kMaxCodeBytes, check);
      scan.credential = ParseCode(message.code());
      scan.credential_text = message.code();
      break;
    case v1::CheckInRequest::kRegistration:
      scan.credential =
          ParseChosen(message.registration(), scan.session.event, check);
      scan.credential_text = message.registration();
      break;
    case v1::CheckInRequest::CREDENTIAL_NOT_SET:
      check.Fail("credential",
                 "One of ticket, code and registration is required.");
      break;
  }
  scan.credential_text = Keep(scan.credential_text);
}

// Reads which device makes a scan, of whatever kind of request.
template <typename Request>
void ParseStand(const Request& message, ScanRequest& scan,
                FieldChecker& check) {
  const auto device =
      check.ResourceName<DeviceName>("device", message.device());
  scan.device = device.device;
  scan.device_event = device.event;
  scan.gate = check.Text("gate", message.gate(), limits::kMaxGate,
                         Requirement::kOptional);
}

// Reads which scan it is, and when it is made.
template <typename Request>
void ParseMoment(const Request& message, ScanRequest& scan,
                 FieldChecker& check) {
  scan.scan_id =
      check.Uuid("scan_id", message.scan_id(), Requirement::kRequired)
          .value_or("");
  scan.scan_time = check.Timestamp("scan_time", message.has_scan_time(),
                                   message.scan_time(), Requirement::kOptional);
}

// The part of a request that tells whether a repeated scan_id is the same scan.
template <typename Request>
Request ContentOf(Request message, const ScanRequest& scan) {
  // The same ids in other letters are the same scan.
  message.set_scan_id(scan.scan_id);
  message.set_device(scan.device);
  message.clear_language_code();
  return message;
}

std::string NameOfDevice(const std::string& event, const std::string& device) {
  return DeviceName{event, device}.ToString();
}

}  // namespace

ScanRequest ParseScan(const v1::CheckInRequest& message, FieldChecker& check) {
  ScanRequest scan;
  scan.session = check.ResourceName<SessionName>("session", message.session());
  ParseCredential(message, scan, check);
  ParseStand(message, scan, check);
  scan.direction = check.Value("direction", message.direction());
  ParseMoment(message, scan, check);
  scan.attempt_of =
      check.Uuid("attempt_of", message.attempt_of(), Requirement::kOptional);
  scan.force = message.force();
  scan.force_reason = check.Text(
      "force_reason", message.force_reason(), limits::kMaxForceReason,
      message.force() ? Requirement::kRequired : Requirement::kOptional);
  check.Text("language_code", message.language_code(), limits::kMaxLanguageCode,
             Requirement::kOptional);
  v1::CheckInRequest content = ContentOf(message, scan);
  // The words may be erased: nothing of them stays, not even in a hash.
  content.clear_force_reason();
  scan.content_hash = ContentHash(content);
  return scan;
}

WalkIn ParseWalkIn(const v1::AdmitWalkInRequest& message, FieldChecker& check) {
  WalkIn walk_in;
  ScanRequest& scan = walk_in.scan;
  scan.session = check.ResourceName<SessionName>("session", message.session());
  scan.direction = v1::Decision::DIRECTION_ENTRY;
  walk_in.registration =
      enrolment::ParseWho("", message.person(), message.country_code(),
                          message.sector_id(), Requirement::kOptional, check);
  ParseStand(message, scan, check);
  ParseMoment(message, scan, check);
  check.Text("language_code", message.language_code(), limits::kMaxLanguageCode,
             Requirement::kOptional);
  v1::AdmitWalkInRequest content = ContentOf(message, scan);
  walk_in.request_hash = ContentHash(content);
  // The person may be erased, and the registration's hash with them; that of
  // the decision stays.
  content.clear_person();
  scan.content_hash = ContentHash(content);
  return walk_in;
}

ScanRequest ParseOfflineScan(const v1::OfflineScan& message,
                             const DeviceName& device, FieldChecker& check) {
  ScanRequest scan = ParseScan(message.check_in(), check);
  if (!message.check_in().has_scan_time()) {
    check.Fail("check_in.scan_time", "Is required.");
  }
  if (scan.device != device.device || scan.device_event != device.event) {
    check.Fail("check_in.device", "Must be the device of the upload.");
  }
  if (scan.session.event != device.event) {
    check.Fail("check_in.session", "Must be of the event of the device.");
  }
  OfflineRuling ruling;
  ruling.outcome = check.Value("outcome", message.outcome());
  const bool is_exit = scan.direction == v1::Decision::DIRECTION_EXIT;
  if (is_exit ? ruling.outcome == v1::Decision::OUTCOME_ADMITTED
              : ruling.outcome == v1::Decision::OUTCOME_EXITED) {
    check.Fail("outcome", "Must fit the direction of the scan.");
  }
  for (int i = 0; i < message.reasons_size(); ++i) {
    ruling.reasons.push_back(
        check.Value(absl::StrCat("reasons[", i, "]"), message.reasons(i)));
  }
  if (ruling.reasons.size() > v1::Decision::Reason_ARRAYSIZE) {
    check.Fail("reasons", "Must have each reason at most once.");
  }
  if (ruling.outcome == v1::Decision::OUTCOME_REFUSED &&
      ruling.reasons.empty()) {
    check.Fail("reasons", "At least one is required when refused.");
  }
  ruling.clock_offset = absl::Seconds(message.clock_offset().seconds()) +
                        absl::Nanoseconds(message.clock_offset().nanos());
  if (absl::AbsDuration(ruling.clock_offset) > limits::kMaxClockOffset) {
    check.Fail("clock_offset", "Must be at most 366 days either way.");
  }
  scan.offline = std::move(ruling);
  return scan;
}

absl::Status CheckScan(const ScanRequest& scan, absl::Time now) {
  if (scan.device_event != scan.session.event) {
    return Error(error::v1::DEVICE_OF_ANOTHER_EVENT,
                 "The device belongs to another event than the session.",
                 {{"device", NameOfDevice(scan.device_event, scan.device)},
                  {"event", EventName{scan.session.event}.ToString()}});
  }
  if (!scan.offline && scan.scan_time &&
      *scan.scan_time > now + kMaxClockLead) {
    return InvalidField("scan_time",
                        "Is more than ten minutes ahead of the server's clock: "
                        "correct the device's by SyncClock.");
  }
  return absl::OkStatus();
}

AnnulRequest ParseAnnul(const v1::AnnulCheckInRequest& message,
                        FieldChecker& check) {
  AnnulRequest annul;
  const auto device =
      check.ResourceName<DeviceName>("device", message.device());
  const auto annulling = check.ResourceName<DeviceName>(
      "annulling_device", message.annulling_device());
  if (annulling.event != device.event) {
    check.Fail("annulling_device", "Must be of the same event as the device.");
  }
  annul.event = device.event;
  annul.device = device.device;
  annul.annulling_device = annulling.device;
  annul.scan_id =
      check.Uuid("scan_id", message.scan_id(), Requirement::kRequired)
          .value_or("");
  annul.force = message.force();
  annul.force_reason = check.Text(
      "force_reason", message.force_reason(), limits::kMaxForceReason,
      message.force() ? Requirement::kRequired : Requirement::kOptional);
  return annul;
}

ConflictFilter ParseFilter(const v1::ListConflictsRequest& message,
                           const EventName& event, FieldChecker& check) {
  ConflictFilter filter;
  if (message.states_size() > v1::Conflict::State_ARRAYSIZE) {
    check.Fail("states", "Must have each state at most once.");
    return filter;
  }
  for (int i = 0; i < message.states_size(); ++i) {
    filter.states.push_back(
        check.Value(absl::StrCat("states[", i, "]"), message.states(i)));
  }
  if (!message.session().empty()) {
    const auto session =
        check.ResourceName<SessionName>("session", message.session());
    if (session.event != event.event) {
      check.Fail("session", "Must be of the event.");
    }
    filter.session = session.session;
  }
  return filter;
}

void Render(const Answer& answer, const std::string& language,
            v1::CheckInResponse& out) {
  Render(answer.decision, language, *out.mutable_decision());
  out.set_replayed(answer.replayed);
}

void Render(const Decision& decision, const std::string& language,
            v1::Decision& out) {
  const std::string& event = decision.session.event;
  const Verdict& verdict = decision.verdict;
  out.set_scan_id(decision.scan_id);
  out.set_session(decision.session.ToString());
  if (!decision.registration.empty()) {
    out.set_registration(
        RegistrationName{event, decision.registration}.ToString());
  }
  out.set_device(NameOfDevice(event, decision.device));
  out.set_gate(decision.gate);
  out.set_direction(decision.direction);
  door::Render(verdict, out);
  if (verdict.first_admission) {
    out.mutable_first_admission()->set_device(
        NameOfDevice(event, verdict.first_admission->device));
  }
  out.set_force_requested(decision.force_requested);
  RenderTime(decision.scan_time, *out.mutable_scan_time());
  RenderTime(decision.receive_time, *out.mutable_receive_time());
  if (decision.attempt_of) out.set_attempt_of(*decision.attempt_of);
  out.set_offline(decision.offline);
  out.set_quarantined(decision.quarantined);
  if (decision.annul_time) {
    RenderTime(*decision.annul_time, *out.mutable_annul_time());
  }
  out.set_text(door::TextOf(out, language, decision.time_zone));
}

void Render(const std::string& event, const Conflict& conflict,
            v1::Conflict& out) {
  out.set_name(ConflictName{event, conflict.id}.ToString());
  out.set_kind(conflict.kind);
  out.set_state(conflict.resolve_time ? v1::Conflict::STATE_RESOLVED
                : conflict.holds      ? v1::Conflict::STATE_OPEN
                                      : v1::Conflict::STATE_SETTLED);
  out.set_session(SessionName{event, conflict.session}.ToString());
  if (!conflict.registration.empty()) {
    out.set_registration(
        RegistrationName{event, conflict.registration}.ToString());
  }
  out.set_device(NameOfDevice(event, conflict.device));
  out.set_scan_id(conflict.scan_id);
  RenderTime(conflict.scan_time, *out.mutable_scan_time());
  if (conflict.canonical_scan_time) {
    out.set_canonical_device(NameOfDevice(event, conflict.canonical_device));
    out.set_canonical_scan_id(conflict.canonical_scan_id);
    RenderTime(*conflict.canonical_scan_time,
               *out.mutable_canonical_scan_time());
  }
  out.set_note(conflict.note);
  if (conflict.resolve_time) {
    RenderTime(*conflict.resolve_time, *out.mutable_resolve_time());
  }
}

}  // namespace rollcall::checkin
