#include <string>
#include <variant>

#include "absl/strings/ascii.h"

#include "common/api/limits.h"
#include "common/api/page.h"
#include "common/base/utf8.h"
#include "common/base/uuid.h"
#include "services/checkin/checkin_message.h"
#include "services/checkin/manifest_message.h"
#include "services/checkin/presence_message.h"
#include "services/checkin/search_message.h"
#include "tests/fuzz/request.h"
#include "tests/fuzz/target.h"

namespace rollcall::checkin {
namespace {

using fuzz::IsAccepted;
using fuzz::Require;
using fuzz::RequireText;

// The hour of the requests of the corpus.
absl::Time Now() { return absl::FromUnixSeconds(1662087600); }

void RequireScan(const ScanRequest& scan) {
  Require(IsSlug(scan.session.event) && IsSlug(scan.session.session) &&
              IsSlug(scan.device_event),
          "a scan is of a session");
  Require(ParseUuid(scan.scan_id) == scan.scan_id &&
              ParseUuid(scan.device) == scan.device,
          "a scan and its device have ids");
  Require(scan.direction != v1::Decision::DIRECTION_UNSPECIFIED,
          "a scan has a direction");
  RequireText(scan.gate, limits::kMaxGate);
  RequireText(scan.force_reason, limits::kMaxForceReason);
  Require(!scan.force || !scan.force_reason.empty(), "force has a reason");
  RequireText(scan.credential_text, limits::kKeptCredentialBytes);
  Require(scan.credential_text.size() <= limits::kKeptCredentialBytes,
          "little is kept of a credential");
  for (const char c : scan.credential_text) {
    Require(!absl::ascii_iscntrl(static_cast<unsigned char>(c)),
            "no control character is kept of a credential");
  }
}

void TryCheckIn(const v1::CheckInRequest& request, FieldChecker& check) {
  const ScanRequest scan = ParseScan(request, check);
  if (!IsAccepted(check)) return;
  RequireScan(scan);
  if (const auto* ticket =
          std::get_if<ticket::SignedTicket>(&scan.credential)) {
    Require(ticket->content.event == scan.session.event,
            "a ticket of another event is foreign");
  }
  // The same scan again, in another language, is the same.
  v1::CheckInRequest same = request;
  same.set_language_code("ar");
  same.set_scan_id(absl::AsciiStrToUpper(request.scan_id()));
  Require(ParseScan(same, check).content_hash == scan.content_hash &&
              IsAccepted(check),
          "a scan is the same in any language");
  const absl::Status status = CheckScan(scan, Now());
  if (!status.ok()) check.Fail("scan", "Is not for now.");
}

void TryUploadScans(const v1::UploadScansRequest& request,
                    FieldChecker& check) {
  const auto device =
      check.ResourceName<DeviceName>("device", request.device());
  if (request.scans().empty()) check.Fail("scans", "Is required.");
  for (const v1::OfflineScan& message : request.scans()) {
    FieldChecker scan_check;
    const ScanRequest scan = ParseOfflineScan(message, device, scan_check);
    if (!IsAccepted(scan_check)) {
      check.Fail("scans", "Has one that is wrong.");
      continue;
    }
    RequireScan(scan);
    Require(scan.device == device.device && scan.scan_time && scan.offline,
            "an offline scan is of the device, and of some time");
    Require(scan.session.event == device.event,
            "an offline scan is of the event of the device");
    Require(absl::AbsDuration(scan.offline->clock_offset) <=
                limits::kMaxClockOffset,
            "a clock is not off for ever");
    Require(scan.offline->reasons.size() <= v1::Decision::Reason_ARRAYSIZE,
            "a refusal has each reason once");
  }
}

void TryAnnulCheckIn(const v1::AnnulCheckInRequest& request,
                     FieldChecker& check) {
  const AnnulRequest annul = ParseAnnul(request, check);
  if (!IsAccepted(check)) return;
  Require(ParseUuid(annul.device) && ParseUuid(annul.annulling_device) &&
              ParseUuid(annul.scan_id),
          "who annuls what has ids");
  RequireText(annul.force_reason, limits::kMaxForceReason);
}

void TrySearchRegistrations(const v1::SearchRegistrationsRequest& request,
                            FieldChecker& check) {
  check.ResourceName<EventName>("event", request.event());
  const std::string name_part = ParseNamePart(request.name_part(), check);
  ParsePage(name_part, request.page_size(), request.page_token(), check);
  if (!IsAccepted(check)) return;
  // Folding takes a character apart into 18 at most.
  RequireText(name_part, 18 * limits::kMaxPersonName);
  Require(Utf8Length(name_part) >= limits::kMinNamePart,
          "a part of a name is not too short");
}

void TryAdmitWalkIn(const v1::AdmitWalkInRequest& request,
                    FieldChecker& check) {
  const WalkIn walk_in = ParseWalkIn(request, check);
  if (!IsAccepted(check)) return;
  RequireScan(walk_in.scan);
  const auto& person = walk_in.registration.person;
  Require(!person.display_name.empty(), "a walk-in has a name");
  RequireText(person.display_name, limits::kMaxPersonName);
  RequireText(person.email, limits::kMaxEmail);
  RequireText(person.external_id, limits::kMaxForeignId);
  RequireText(person.organization, limits::kMaxTitle);
  RequireText(person.job_title, limits::kMaxTitle);
  // The decision's hash outlives an erasure.
  v1::AdmitWalkInRequest other = request;
  other.mutable_person()->set_display_name("Somebody else");
  Require(
      ParseWalkIn(other, check).scan.content_hash == walk_in.scan.content_hash,
      "the hash of a decision says nothing of the person");
}

void TryGetManifest(const v1::GetManifestRequest& request,
                    FieldChecker& check) {
  const auto event = check.ResourceName<EventName>("event", request.event());
  if (!IsAccepted(check)) return;
  const auto since = ParseManifestToken(event.event, request.manifest_token());
  Require(!since || ParseManifestToken(
                        event.event,
                        RenderManifestToken(event.event, *since)) == since,
          "a horizon has a token");
}

void TryListConflicts(const v1::ListConflictsRequest& request,
                      FieldChecker& check) {
  const auto event = check.ResourceName<EventName>("event", request.event());
  const ConflictFilter filter = ParseFilter(request, event, check);
  ParsePage(SelectionOf(request), request.page_size(), request.page_token(),
            check);
  if (!IsAccepted(check)) return;
  Require(filter.states.size() <= v1::Conflict::State_ARRAYSIZE,
          "a filter has each state once");
}

void TryReportPresence(const v1::ReportPresenceRequest& request,
                       FieldChecker& check) {
  const auto event = check.ResourceName<EventName>("event", request.event());
  CheckSource(request.source(), check);
  CheckBatchSize(request.presence_events_size(), check);
  if (!IsAccepted(check)) return;
  for (const v1::PresenceEvent& message : request.presence_events()) {
    const auto report = ParseReport(message, event, request.source(), Now());
    if (!report.ok()) {
      Require(ReasonOf(report.status()) == error::v1::INVALID_FIELD,
              "what is wrong with a report is INVALID_FIELD");
      check.Fail("presence_events", "Has one that is wrong.");
      continue;
    }
    RequireText(report->connection.instance, limits::kMaxForeignId);
    RequireText(report->connection.connection, limits::kMaxForeignId);
    RequireText(report->event.source_event_id, limits::kMaxForeignId);
    Require(!report->event.source_event_id.empty(), "an event has an id");
    Require(report->event.event_time <= Now() + absl::Minutes(10),
            "an event is not of the future");
    for (const std::string& id : report->present) {
      RequireText(id, limits::kMaxForeignId);
    }
    const Participant& participant = report->participant;
    RequireText(participant.external_id, limits::kMaxForeignId);
    RequireText(participant.email, limits::kMaxEmail);
    RequireText(participant.unverified_email, limits::kMaxEmail);
    RequireText(participant.display_name, limits::kMaxPersonName);
    Require(participant.join_token.empty() ||
                ParseUuid(participant.join_token).has_value(),
            "a join token is a UUID");
  }
}

void TryListUnmatched(const v1::ListUnmatchedRequest& request,
                      FieldChecker& check) {
  const auto event = check.ResourceName<EventName>("event", request.event());
  const UnmatchedFilter filter = ParseFilter(request, event, check);
  ParsePage(SelectionOf(request), request.page_size(), request.page_token(),
            check);
  Require(
      !IsAccepted(check) || filter.session.empty() || IsSlug(filter.session),
      "a session is a slug");
}

void TryResolveUnmatched(const v1::ResolveUnmatchedRequest& request,
                         FieldChecker& check) {
  const auto name = check.ResourceName<UnmatchedName>("name", request.name());
  const Resolution resolution = ParseResolution(request, name, check);
  if (!IsAccepted(check)) return;
  Require(!resolution.registration.empty() + !resolution.session.empty() +
                  resolution.participant_kind.has_value() ==
              1,
          "a resolution is one of three");
}

void TryListPresence(const v1::ListPresenceRequest& request,
                     FieldChecker& check) {
  const auto event = check.ResourceName<EventName>("event", request.event());
  const PresenceFilter filter = ParseFilter(request, event, check);
  ParsePage(SelectionOf(request), request.page_size(), request.page_token(),
            check);
  Require(!IsAccepted(check) || filter.registration.empty() ||
              ParseUuid(filter.registration).has_value(),
          "a registration is a UUID");
}

}  // namespace
}  // namespace rollcall::checkin

namespace rollcall::fuzz {

std::vector<RequestKind> CheckInRequests() {
  return {KindOf(&checkin::TryCheckIn),
          KindOf(&checkin::TryUploadScans),
          KindOf(&checkin::TryAnnulCheckIn),
          KindOf(&checkin::TrySearchRegistrations),
          KindOf(&checkin::TryAdmitWalkIn),
          KindOf(&checkin::TryGetManifest),
          KindOf(&checkin::TryListConflicts),
          KindOf(&checkin::TryReportPresence),
          KindOf(&checkin::TryListUnmatched),
          KindOf(&checkin::TryResolveUnmatched),
          KindOf(&checkin::TryListPresence)};
}

}  // namespace rollcall::fuzz
