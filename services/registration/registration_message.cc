#include "services/registration/registration_message.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

#include "common/api/etag.h"
#include "common/api/field_mask.h"
#include "common/api/limits.h"
#include "common/api/name_search.h"
#include "common/api/timestamp.h"
#include "common/base/status_macros.h"
#include "common/base/utf8.h"
#include "common/enrolment/registration_message.h"
#include "common/geo/country_field.h"

namespace rollcall::registration {
namespace {

constexpr int kMaxWaitlistPriority = 1000;
constexpr size_t kMinQuery = 3;
constexpr size_t kMaxQuery = 100;
constexpr char kMode[] = "mode";
constexpr char kDelegation[] = "delegation";

// What stands before the fields of a message at `field`.
std::string PathIn(absl::string_view field) {
  return field.empty() ? "" : absl::StrCat(field, ".");
}

// In the order of ids, each once.
std::vector<std::string> ParseSessions(const std::string& path,
                                       const v1::Registration& message,
                                       const EventName& event,
                                       FieldChecker& check) {
  if (message.sessions_size() > limits::kMaxIncludedSessions) {
    check.Fail(path, absl::StrCat("Must be at most ",
                                  limits::kMaxIncludedSessions, "."));
    return {};
  }
  std::vector<std::string> sessions;
  for (int i = 0; i < message.sessions_size(); ++i) {
    const std::string field = absl::StrCat(path, "[", i, "]");
    const auto name =
        check.ResourceName<SessionName>(field, message.sessions(i));
    if (name.session.empty()) continue;
    if (name.event != event.event) {
      check.Fail(field, "Must be a session of the same event.");
    } else if (name.session == kVenueSession) {
      check.Fail(field, "Is always included; leave it out.");
    } else {
      sessions.push_back(name.session);
    }
  }
  std::sort(sessions.begin(), sessions.end());
  sessions.erase(std::unique(sessions.begin(), sessions.end()), sessions.end());
  return sessions;
}

// Notes what `message` sets, by `fields`, of what no update changes. As it is
// `stored` it stays, so that who changes what was read need not clear it.
void CheckUnchanged(const v1::Registration& stored,
                    const v1::Registration& message,
                    const google::protobuf::FieldMask& fields,
                    FieldChecker& check) {
  for (const std::string& path : fields.paths()) {
    if (path == kMode && message.mode() != stored.mode()) {
      check.Fail("registration.mode", "Cannot be updated: use ChangeMode.");
    } else if (path == kDelegation &&
               message.delegation() != stored.delegation()) {
      check.Fail("registration.delegation", "Cannot be changed; leave it out.");
    }
  }
}

}  // namespace

Registration ParseSuccessor(absl::string_view field,
                            const v1::Registration& message,
                            FieldChecker& check, Requirement email) {
  return enrolment::ParseWho(PathIn(field), message.person(),
                             message.country_code(), message.sector_id(), email,
                             check);
}

Registration ParseRegistration(absl::string_view field,
                               const v1::Registration& message,
                               const EventName& event, FieldChecker& check,
                               Requirement email) {
  const std::string path = PathIn(field);
  Registration registration = ParseSuccessor(field, message, check, email);
  registration.mode = check.Value(path + "mode", message.mode());
  registration.sessions =
      ParseSessions(path + "sessions", message, event, check);
  registration.waitlist_priority = message.waitlist_priority();
  if (message.waitlist_priority() < -kMaxWaitlistPriority ||
      message.waitlist_priority() > kMaxWaitlistPriority) {
    check.Fail(path + "waitlist_priority", "Must be from -1000 to 1000.");
  }
  registration.blocked = message.blocked();
  return registration;
}

Ending ParseEnding(v1::CancelRegistrationRequest::Initiator initiator,
                   FieldChecker& check) {
  switch (initiator) {
    case v1::CancelRegistrationRequest::INITIATOR_UNSPECIFIED:
    case v1::CancelRegistrationRequest::INITIATOR_ORGANIZER:
      return Ending::kCancelled;
    case v1::CancelRegistrationRequest::INITIATOR_PERSON:
      return Ending::kWithdrawn;
    default:
      check.Fail("initiator", "Must be ORGANIZER or PERSON.");
      return Ending::kCancelled;
  }
}

google::protobuf::FieldMask ParseMask(
    const v1::UpdateRegistrationRequest& request, FieldChecker& check) {
  const google::protobuf::FieldMask& mask = request.update_mask();
  for (const std::string& path : mask.paths()) {
    if (path == kMode) {
      check.Fail("update_mask", "Must not name mode: use ChangeMode.");
    } else if (path == kDelegation) {
      check.Fail("update_mask",
                 "Must not name delegation, which cannot be changed.");
    }
  }
  std::vector<std::string> left_out = {
      "name", "state",      "create_time",   "offer_expire_time",
      "etag", "erase_time", "transferred_to"};
  // A mask of all fields passes over what no update changes; without a mask
  // Merge looks whether it is what is stored.
  if (!mask.paths().empty()) {
    left_out.emplace_back(kMode);
    left_out.emplace_back(kDelegation);
  }
  return ParseUpdateMask(request.registration(), mask, left_out, check);
}

absl::StatusOr<Registration> Merge(const Registration& stored,
                                   const v1::Registration& message,
                                   const google::protobuf::FieldMask& fields) {
  v1::Registration merged;
  Render(stored, merged);
  FieldChecker check;
  CheckUnchanged(merged, message, fields, check);
  MergeFields(message, fields, merged);
  // Nothing but what is taken from `parsed` is for an update to change.
  merged.set_mode(stored.mode);
  // Who came without an address may stay so.
  Registration parsed =
      ParseRegistration("registration", merged, {stored.name.event}, check,
                        stored.person.email.empty() ? Requirement::kOptional
                                                    : Requirement::kRequired);
  RETURN_IF_ERROR(check.Check());
  Registration next = stored;
  next.person = std::move(parsed.person);
  next.country_code = std::move(parsed.country_code);
  next.sector_id = std::move(parsed.sector_id);
  next.sessions = std::move(parsed.sessions);
  next.waitlist_priority = parsed.waitlist_priority;
  next.blocked = parsed.blocked;
  return next;
}

RegistrationFilter ParseFilter(const v1::ListRegistrationsRequest& request,
                               FieldChecker& check) {
  RegistrationFilter filter;
  for (int i = 0; i < request.states_size(); ++i) {
    filter.states.push_back(
        check.Value(absl::StrCat("states[", i, "]"), request.states(i)));
  }
  if (request.mode() != type::v1::MODE_UNSPECIFIED) {
    filter.mode = check.Value("mode", request.mode());
  }
  filter.country_code = request.country_code();
  geo::CheckCountry("country_code", filter.country_code, check);
  filter.sector_id = request.sector_id();
  if (!filter.sector_id.empty()) check.Slug("sector_id", filter.sector_id);
  filter.name_part = FoldName(
      check.Text("query", request.query(), kMaxQuery, Requirement::kOptional));
  if (!request.query().empty() && Utf8Length(filter.name_part) < kMinQuery) {
    check.Fail("query", absl::StrCat("Must have at least ", kMinQuery,
                                     " characters, accents and spaces at the "
                                     "ends not counted."));
  }
  return filter;
}

void Render(const Registration& registration, v1::Registration& out) {
  const std::string& event = registration.name.event;
  out.set_name(registration.name.ToString());
  out.set_state(registration.state);
  out.set_mode(registration.mode);
  if (!registration.erase_time) {
    auto* person = out.mutable_person();
    person->set_display_name(registration.person.display_name);
    person->set_email(registration.person.email);
    person->set_external_id(registration.person.external_id);
    person->set_organization(registration.person.organization);
    person->set_job_title(registration.person.job_title);
  }
  out.set_country_code(registration.country_code);
  out.set_sector_id(registration.sector_id);
  for (const std::string& session : registration.sessions) {
    out.add_sessions(SessionName{event, session}.ToString());
  }
  out.set_waitlist_priority(registration.waitlist_priority);
  if (registration.offer_expire_time) {
    RenderTime(*registration.offer_expire_time,
               *out.mutable_offer_expire_time());
  }
  if (!registration.delegation_id.empty()) {
    out.set_delegation(
        DelegationName{event, registration.delegation_id}.ToString());
  }
  if (!registration.transferred_to.empty()) {
    out.set_transferred_to(
        RegistrationName{event, registration.transferred_to}.ToString());
  }
  if (registration.erase_time) {
    RenderTime(*registration.erase_time, *out.mutable_erase_time());
  }
  RenderTime(registration.create_time, *out.mutable_create_time());
  out.set_etag(EtagOf(registration.version));
  out.set_blocked(registration.blocked);
}

}  // namespace rollcall::registration
