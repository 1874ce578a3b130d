#include <algorithm>
#include <string>

#include "common/api/limits.h"
#include "common/api/page.h"
#include "common/api/request_key.h"
#include "common/base/uuid.h"
#include "services/registration/delegation_message.h"
#include "services/registration/event_message.h"
#include "services/registration/import_message.h"
#include "services/registration/registration_message.h"
#include "services/registration/session_message.h"
#include "services/registration/ticket_message.h"
#include "tests/fuzz/request.h"
#include "tests/fuzz/target.h"

namespace rollcall::registration {
namespace {

using fuzz::IsAccepted;
using fuzz::Require;
using fuzz::RequireLimits;
using fuzz::RequireText;

constexpr char kId[] = "018f2d5e-7c3a-7b60-9a4e-5d2b8c1f0e93";

template <typename Message, typename Resource>
Message Rendered(const Resource& resource) {
  Message out;
  Render(resource, out);
  return out;
}

// Takes over what `merged` says: whether a resource may become that.
template <typename Resource>
bool IsMerged(const absl::StatusOr<Resource>& merged, FieldChecker& check) {
  if (merged.ok()) return true;
  Require(ReasonOf(merged.status()) == error::v1::INVALID_FIELD,
          "what is wrong with an update is INVALID_FIELD");
  check.Fail("update_mask", "Makes what cannot be.");
  return false;
}

// An accepted resource is within its limits, and what is rendered of it is
// accepted again and the same.
void RequireSame(const Event& event) {
  const auto out = Rendered<v1::Event>(event);
  RequireLimits(out);
  Require(event.start_time < event.end_time, "an event has a time");
  FieldChecker check;
  Event again = ParseEvent(out, check);
  again.id = event.id;
  again.taken = event.taken;
  again.create_time = event.create_time;
  again.version = event.version;
  Require(IsAccepted(check) && again == event, "an event stays the same");
}

void RequireSame(const Session& session) {
  const auto out = Rendered<v1::Session>(session);
  RequireLimits(out);
  Require(session.start_time < session.end_time, "a session has a time");
  FieldChecker check;
  Session again = ParseSession(session.name, out, check);
  again.taken = session.taken;
  again.create_time = session.create_time;
  again.version = session.version;
  Require(IsAccepted(check) && again == session, "a session stays the same");
}

void RequireSame(const Registration& registration) {
  const auto out = Rendered<v1::Registration>(registration);
  RequireLimits(out);
  Require(registration.person.email.empty() ==
              registration.person.email_key.empty(),
          "an address has a key");
  RequireText(registration.person.email_key, 4 * limits::kMaxEmail);
  FieldChecker check;
  const Registration again = ParseRegistration(
      "", out, EventName{registration.name.event}, check,
      registration.person.email.empty() ? Requirement::kOptional
                                        : Requirement::kRequired);
  Require(IsAccepted(check) && again.person == registration.person &&
              again.sessions == registration.sessions &&
              again.mode == registration.mode,
          "a registration stays the same");
}

void RequireSame(const Delegation& delegation) {
  const auto out = Rendered<v1::Delegation>(delegation);
  RequireLimits(out);
  FieldChecker check;
  Delegation again =
      ParseDelegation(out, EventName{delegation.name.event}, check);
  again.name = delegation.name;
  again.in_person.count = delegation.in_person.count;
  again.online.count = delegation.online.count;
  again.create_time = delegation.create_time;
  again.version = delegation.version;
  Require(IsAccepted(check) &&
              Rendered<v1::Delegation>(again).SerializeAsString() ==
                  out.SerializeAsString(),
          "a delegation stays the same");
}

void TryCreateEvent(const v1::CreateEventRequest& request,
                    FieldChecker& check) {
  Event event = ParseEvent(request.event(), check);
  event.id = check.Slug("event_id", request.event_id());
  ParseRequestKey(request, check);
  if (IsAccepted(check)) RequireSame(event);
}

Event StoredEvent() {
  Event event;
  event.id = "forum";
  event.title = "Forum";
  event.time_zone = "Asia/Shanghai";
  event.start_time = absl::FromUnixSeconds(1662000000);
  event.end_time = absl::FromUnixSeconds(1662400000);
  event.sectors = {{"media", "Media"}};
  event.online_attendance_threshold = absl::Minutes(10);
  event.attendance_rule.measure = v1::AttendanceRule::MEASURE_DURATION;
  event.approval_policy = v1::APPROVAL_POLICY_AUTOMATIC;
  event.offer_duration = absl::Hours(24);
  event.version = 7;
  RequireSame(event);
  return event;
}

void TryUpdateEvent(const v1::UpdateEventRequest& request,
                    FieldChecker& check) {
  static const auto& stored = *new Event(StoredEvent());
  check.ResourceName<EventName>("event.name", request.event().name());
  const auto fields = ParseMask(request, check);
  if (!IsAccepted(check)) return;
  const auto merged = Merge(stored, request.event(), fields);
  if (!IsMerged(merged, check)) return;
  RequireSame(*merged);
  Require(merged->version == stored.version && merged->id == stored.id,
          "an update leaves what is output only");
  const auto again = Merge(*merged, request.event(), fields);
  Require(again.ok() && *again == *merged, "an update twice is one");
}

void TryCreateSession(const v1::CreateSessionRequest& request,
                      FieldChecker& check) {
  const auto event = check.ResourceName<EventName>("event", request.event());
  const std::string id = check.Slug("session_id", request.session_id());
  const Session session =
      ParseSession({event.event, id}, request.session(), check);
  ParseRequestKey(request, check);
  if (IsAccepted(check)) RequireSame(session);
}

Session StoredSession(const SessionName& name) {
  Session session;
  session.name = name;
  session.kind = v1::Session::KIND_PANEL;
  session.title = "Opening";
  session.start_time = absl::FromUnixSeconds(1662000000);
  session.end_time = absl::FromUnixSeconds(1662003600);
  session.access = v1::Session::ACCESS_OPEN;
  session.admission.devices = {kId};
  session.version = 7;
  return session;
}

void TryUpdateSession(const v1::UpdateSessionRequest& request,
                      FieldChecker& check) {
  const auto name =
      check.ResourceName<SessionName>("session.name", request.session().name());
  const auto fields = ParseMask(name, request, check);
  if (!IsAccepted(check)) return;
  const auto merged = Merge(StoredSession(name), request.session(), fields);
  if (!IsMerged(merged, check)) return;
  RequireLimits(Rendered<v1::Session>(*merged));
  // The venue is of a kind that no request may have.
  if (name.session != kVenueSession) RequireSame(*merged);
  const auto again = Merge(*merged, request.session(), fields);
  Require(again.ok() && *again == *merged, "an update twice is one");
}

void TryCreateRegistration(const v1::CreateRegistrationRequest& request,
                           FieldChecker& check) {
  const auto event = check.ResourceName<EventName>("event", request.event());
  Registration registration =
      ParseRegistration("registration", request.registration(), event, check);
  const auto delegation =
      ParseDelegationOf(event, "registration.delegation",
                        request.registration().delegation(), check);
  ParseRequestKey(request, check);
  if (!IsAccepted(check)) return;
  registration.name = {event.event, kId};
  if (delegation) registration.delegation_id = delegation->delegation;
  RequireSame(registration);
}

void TryListRegistrations(const v1::ListRegistrationsRequest& request,
                          FieldChecker& check) {
  const auto event = check.ResourceName<EventName>("event", request.event());
  ParseDelegationOf(event, "delegation", request.delegation(), check);
  const RegistrationFilter filter = ParseFilter(request, check);
  ParsePage(SelectionOf(request), request.page_size(), request.page_token(),
            check);
  if (!IsAccepted(check)) return;
  RequireText(filter.name_part, 2000);
  RequireText(filter.sector_id, limits::kMaxSlug);
  RequireText(filter.country_code, 2);
}

void TryUpdateRegistration(const v1::UpdateRegistrationRequest& request,
                           FieldChecker& check) {
  const auto name = check.ResourceName<RegistrationName>(
      "registration.name", request.registration().name());
  const auto fields = ParseMask(request, check);
  if (!IsAccepted(check)) return;
  Registration stored;
  stored.name = name;
  stored.state = v1::Registration::STATE_CONFIRMED;
  stored.mode = type::v1::MODE_ONLINE;
  stored.person = {"Ada", "Ada@example.org", "ada@example.org", "", "", ""};
  stored.sessions = {"opening"};
  const auto merged = Merge(stored, request.registration(), fields);
  if (!IsMerged(merged, check)) return;
  RequireSame(*merged);
  Require(merged->mode == stored.mode && merged->state == stored.state &&
              merged->name == stored.name,
          "an update leaves mode and state");
  const auto again = Merge(*merged, request.registration(), fields);
  Require(again.ok() && *again == *merged, "an update twice is one");
}

void TryCancelRegistration(const v1::CancelRegistrationRequest& request,
                           FieldChecker& check) {
  check.ResourceName<RegistrationName>("name", request.name());
  const Ending ending = ParseEnding(request.initiator(), check);
  Require(ending != Ending::kRejected, "nobody is rejected by a cancellation");
}

void TryChangeMode(const v1::ChangeModeRequest& request, FieldChecker& check) {
  check.ResourceName<RegistrationName>("name", request.name());
  const auto mode = check.Value("mode", request.mode());
  Require(!IsAccepted(check) || mode == type::v1::MODE_IN_PERSON ||
              mode == type::v1::MODE_ONLINE,
          "a mode is one of two");
}

void TryTransferRegistration(const v1::TransferRegistrationRequest& request,
                             FieldChecker& check) {
  const auto name =
      check.ResourceName<RegistrationName>("name", request.name());
  Registration successor =
      ParseSuccessor("registration", request.registration(), check);
  ParseRequestKey(request, check);
  if (!IsAccepted(check)) return;
  successor.name = name;
  successor.mode = type::v1::MODE_ONLINE;
  RequireSame(successor);
}

void TryImportRegistrations(const v1::ImportRegistrationsRequest& request,
                            FieldChecker& check) {
  const ImportRequest parsed = ParseImport(request, check);
  for (const auto& row : request.rows()) {
    FieldChecker row_check;
    ImportRow read = ParseRow(row, parsed.event, row_check);
    if (!IsAccepted(row_check)) {
      check.Fail("rows", "Has a row that is wrong.");
      continue;
    }
    if (parsed.event.event.empty()) continue;
    read.registration.name = {parsed.event.event, kId};
    RequireSame(read.registration);
  }
}

void TryGetTicket(const v1::GetTicketRequest& request, FieldChecker& check) {
  check.ResourceName<RegistrationName>("name", request.name());
  const ImageFormats formats =
      ParseImageFormats(request.image_formats(), check);
  Require(!IsAccepted(check) ||
              (formats.png || formats.svg) == !request.image_formats().empty(),
          "who asks for a picture gets one");
}

void TryCreateDelegation(const v1::CreateDelegationRequest& request,
                         FieldChecker& check) {
  const auto event = check.ResourceName<EventName>("event", request.event());
  Delegation delegation = ParseDelegation(request.delegation(), event, check);
  ParseRequestKey(request, check);
  if (!IsAccepted(check)) return;
  delegation.name = {event.event, kId};
  RequireSame(delegation);
}

void TryUpdateDelegation(const v1::UpdateDelegationRequest& request,
                         FieldChecker& check) {
  const auto name = check.ResourceName<DelegationName>(
      "delegation.name", request.delegation().name());
  const auto fields = ParseMask(request, check);
  if (!IsAccepted(check)) return;
  Delegation stored;
  stored.name = name;
  stored.display_name = "Delegation";
  stored.in_person.count = 3;
  const auto merged = Merge(stored, request.delegation(), fields);
  if (!IsMerged(merged, check)) return;
  RequireSame(*merged);
  Require(merged->in_person.count == stored.in_person.count,
          "an update leaves what is counted");
}

}  // namespace
}  // namespace rollcall::registration

namespace rollcall::fuzz {

std::vector<RequestKind> RegistrationRequests() {
  return {KindOf(&registration::TryCreateEvent),
          KindOf(&registration::TryUpdateEvent),
          KindOf(&registration::TryCreateSession),
          KindOf(&registration::TryUpdateSession),
          KindOf(&registration::TryCreateRegistration),
          KindOf(&registration::TryListRegistrations),
          KindOf(&registration::TryUpdateRegistration),
          KindOf(&registration::TryCancelRegistration),
          KindOf(&registration::TryChangeMode),
          KindOf(&registration::TryTransferRegistration),
          KindOf(&registration::TryImportRegistrations),
          KindOf(&registration::TryGetTicket),
          KindOf(&registration::TryCreateDelegation),
          KindOf(&registration::TryUpdateDelegation)};
}

}  // namespace rollcall::fuzz
