#include "services/checkin/checkin_message.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/api/limits.h"
#include "common/api/request_key.h"
#include "common/api/timestamp.h"
#include "common/base/utf8.h"
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

std::string NameOfDevice(const std::string& event, const std::string& device) {
  return DeviceName{event, device}.ToString();
}

}  // namespace

ScanRequest ParseScan(const v1::CheckInRequest& message, FieldChecker& check) {
  ScanRequest scan;
  scan.session = check.ResourceName<SessionName>("session", message.session());
  ParseCredential(message, scan, check);
  const auto device =
      check.ResourceName<DeviceName>("device", message.device());
  if (!device.event.empty() && !scan.session.event.empty() &&
      device.event != scan.session.event) {
    check.Fail("device", "Must be of the same event as the session.");
  }
  scan.device = device.device;
  scan.gate = check.Text("gate", message.gate(), limits::kMaxGate,
                         Requirement::kOptional);
  scan.direction = check.Value("direction", message.direction());
  scan.scan_id =
      check.Uuid("scan_id", message.scan_id(), Requirement::kRequired)
          .value_or("");
  scan.scan_time = check.Timestamp("scan_time", message.has_scan_time(),
                                   message.scan_time(), Requirement::kOptional);
  scan.attempt_of =
      check.Uuid("attempt_of", message.attempt_of(), Requirement::kOptional);
  scan.force = message.force();
  scan.force_reason = check.Text(
      "force_reason", message.force_reason(), limits::kMaxForceReason,
      message.force() ? Requirement::kRequired : Requirement::kOptional);
  check.Text("language_code", message.language_code(), limits::kMaxLanguageCode,
             Requirement::kOptional);
  v1::CheckInRequest content = message;
  // The same ids in other letters are the same scan.
  content.set_scan_id(scan.scan_id);
  content.set_device(scan.device);
  // The words may be erased: nothing of them stays, not even in a hash.
  content.clear_force_reason();
  scan.content_hash = ContentHash(content);
  return scan;
}

void Render(const Decision& decision, v1::Decision& out) {
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
  out.set_outcome(verdict.outcome);
  for (const Reason reason : verdict.reasons) out.add_all_reasons(reason);
  if (!verdict.reasons.empty()) out.set_reason(verdict.reasons.front());
  if (verdict.first_admission) {
    auto* first = out.mutable_first_admission();
    RenderTime(verdict.first_admission->scan_time, *first->mutable_scan_time());
    first->set_device(NameOfDevice(event, verdict.first_admission->device));
    first->set_gate(verdict.first_admission->gate);
  }
  out.set_anomaly(verdict.anomaly);
  out.set_forced(verdict.forced);
  out.set_force_requested(decision.force_requested);
  RenderTime(decision.scan_time, *out.mutable_scan_time());
  RenderTime(decision.receive_time, *out.mutable_receive_time());
  if (decision.attempt_of) out.set_attempt_of(*decision.attempt_of);
}

}  // namespace rollcall::checkin
