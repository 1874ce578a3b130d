#include "services/registration/access_message.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"

#include "common/api/limits.h"
#include "common/api/timestamp.h"
#include "common/auth/token_text.h"

namespace rollcall::registration {
namespace {

using access::v1::Role;

// The roles of keys: kiosks are devices, and heads have the token of their
// delegation.
constexpr Role kKeyRoles[] = {Role::ROLE_SUPERVISOR, Role::ROLE_STREAMING,
                              Role::ROLE_ANALYST, Role::ROLE_REGISTRAR,
                              Role::ROLE_ADMIN};

std::vector<std::string> ParseSessions(const v1::Device& message,
                                       const EventName& event,
                                       FieldChecker& check) {
  constexpr char kField[] = "device.sessions";
  if (message.sessions_size() > limits::kMaxDeviceSessions) {
    check.Fail(kField, absl::StrCat("Must be at most ",
                                    limits::kMaxDeviceSessions, "."));
    return {};
  }
  std::set<std::string> sessions;
  for (int i = 0; i < message.sessions_size(); ++i) {
    const std::string field = absl::StrCat(kField, "[", i, "]");
    const auto name =
        check.ResourceName<SessionName>(field, message.sessions(i));
    if (!name.event.empty() && name.event != event.event) {
      check.Fail(field, "Must be of the device's event.");
    }
    sessions.insert(name.session);
  }
  return {sessions.begin(), sessions.end()};
}

}  // namespace

Device ParseDevice(const v1::Device& message, const EventName& event,
                   FieldChecker& check) {
  Device device;
  device.display_name =
      check.Text("device.display_name", message.display_name(),
                 limits::kMaxTitle, Requirement::kRequired);
  if (message.role() != Role::ROLE_UNSPECIFIED) device.role = message.role();
  if (device.role != Role::ROLE_KIOSK && device.role != Role::ROLE_SUPERVISOR) {
    check.Fail("device.role", "Must be ROLE_KIOSK or ROLE_SUPERVISOR.");
  }
  device.sessions = ParseSessions(message, event, check);
  device.gate = check.Text("device.gate", message.gate(), limits::kMaxGate,
                           Requirement::kOptional);
  return device;
}

absl::Duration ParseCodeDuration(const v1::CreateDeviceRequest& request,
                                 FieldChecker& check) {
  if (!request.has_code_duration()) return limits::kCodeDuration;
  const absl::Duration duration =
      absl::Seconds(request.code_duration().seconds()) +
      absl::Nanoseconds(request.code_duration().nanos());
  if (duration < limits::kMinCodeDuration ||
      duration > limits::kMaxCodeDuration) {
    check.Fail("code_duration", "Must be from one minute to 7 days.");
  }
  return duration;
}

std::string ParseCode(const v1::EnrollDeviceRequest& request,
                      FieldChecker& check) {
  const auto code = auth::ParseEnrollmentCode(request.enrollment_code());
  if (!code) {
    check.Fail("enrollment_code", "Must be as XXXX-XXXX-XXXX-XXXX.");
    return {};
  }
  return *code;
}

ApiKey ParseApiKey(const v1::ApiKey& message, absl::Time now,
                   FieldChecker& check) {
  ApiKey key;
  key.display_name = check.Text("api_key.display_name", message.display_name(),
                                limits::kMaxTitle, Requirement::kRequired);
  key.role = message.role();
  if (std::find(std::begin(kKeyRoles), std::end(kKeyRoles), key.role) ==
      std::end(kKeyRoles)) {
    check.Fail("api_key.role",
               "Must be ROLE_SUPERVISOR, ROLE_STREAMING, ROLE_ANALYST, "
               "ROLE_REGISTRAR or ROLE_ADMIN.");
  }
  key.expire_time =
      check
          .Timestamp("api_key.expire_time", message.has_expire_time(),
                     message.expire_time(), Requirement::kOptional)
          .value_or(now + limits::kKeyDuration);
  if (key.expire_time <= now ||
      key.expire_time > now + limits::kMaxKeyDuration) {
    check.Fail("api_key.expire_time",
               "Must be in the future, at most 5 years from now.");
  }
  return key;
}

void Render(const Device& device, v1::Device& out) {
  out.set_name(device.name.ToString());
  out.set_display_name(device.display_name);
  out.set_role(device.role);
  for (const std::string& session : device.sessions) {
    out.add_sessions(SessionName{device.name.event, session}.ToString());
  }
  out.set_gate(device.gate);
  out.set_state(device.state);
  if (device.code_expire_time) {
    RenderTime(*device.code_expire_time, *out.mutable_enrollment_expire_time());
  }
  RenderTime(device.create_time, *out.mutable_create_time());
  if (device.last_use_time) {
    RenderTime(*device.last_use_time, *out.mutable_last_use_time());
  }
}

void Render(const ApiKey& key, v1::ApiKey& out) {
  out.set_name(key.name.ToString());
  out.set_display_name(key.display_name);
  out.set_role(key.role);
  RenderTime(key.expire_time, *out.mutable_expire_time());
  out.set_revoked(key.revoked);
  RenderTime(key.create_time, *out.mutable_create_time());
  if (key.last_use_time) {
    RenderTime(*key.last_use_time, *out.mutable_last_use_time());
  }
}

}  // namespace rollcall::registration
