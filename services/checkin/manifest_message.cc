#include "services/checkin/manifest_message.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/api/field_checker.h"
#include "common/api/page.h"
#include "common/api/resource_name.h"
#include "common/api/timestamp.h"
#include "common/door/manifest.h"

namespace rollcall::checkin {
namespace {

std::string FilterOf(const std::string& event) {
  return absl::StrCat("manifest/", event);
}

std::string HashOf(const std::string& salt, const std::string& value) {
  return value.empty() ? "" : door::ManifestHash(salt, value);
}

void Render(const SessionName& name, const door::Policy& policy,
            v1::ManifestSession& out) {
  out.set_name(name.ToString());
  if (policy.opens) RenderTime(*policy.opens, *out.mutable_opens_time());
  if (policy.closes) RenderTime(*policy.closes, *out.mutable_closes_time());
  out.set_reentry(policy.reentry);
  out.set_included_only(policy.included_only);
  for (const auto mode : policy.allowed_modes) out.add_allowed_modes(mode);
  out.set_requires_venue(policy.requires_venue);
  for (const std::string& device : policy.devices) out.add_device_ids(device);
  if (policy.place_count) out.set_place_count(*policy.place_count);
}

}  // namespace

std::optional<ManifestHorizon> ParseManifestToken(const std::string& event,
                                                  const std::string& token) {
  // A token that is of no use is no error: the device gets everything.
  FieldChecker ignored;
  const std::string key = ParsePageToken(FilterOf(event), "manifest_token",
                                         token, ignored, KeyForm::kOther);
  ManifestHorizon horizon = 0;
  if (!absl::SimpleAtoi(key, &horizon)) return std::nullopt;
  return horizon;
}

std::string RenderManifestToken(const std::string& event,
                                ManifestHorizon horizon) {
  return RenderPageToken(FilterOf(event), absl::StrCat(horizon));
}

void Render(const std::string& event, const ManifestHead& head,
            v1::GetManifestResponse& out) {
  out.set_salt(head.salt);
  out.set_complete(!head.since);
  out.set_time_zone(head.doors.time_zone);
  for (const auto& [session, policy] : head.doors.policies) {
    Render(SessionName{event, session}, policy, *out.add_sessions());
  }
}

void Render(const std::string& salt, const ManifestRow& row,
            v1::ManifestEntry& out) {
  out.set_registration_hash(HashOf(salt, row.registration));
  out.set_serial_hash(HashOf(salt, row.serial));
  out.set_code_hash(HashOf(salt, row.code));
  for (const std::string& value : row.revoked) {
    out.add_revoked_hashes(HashOf(salt, value));
  }
  out.set_state(row.state);
  out.set_mode(row.mode);
  for (const std::string& session : row.sessions) out.add_session_ids(session);
  out.set_blocked(row.blocked);
}

}  // namespace rollcall::checkin
