#include "common/api/limits.h"
#include "common/api/request_key.h"
#include "services/registration/access_message.h"
#include "tests/fuzz/request.h"
#include "tests/fuzz/target.h"

namespace rollcall::registration {
namespace {

using fuzz::IsAccepted;
using fuzz::Require;
using fuzz::RequireText;

constexpr absl::Time kNow = absl::FromUnixSeconds(1661990400);

void TryCreateDevice(const v1::CreateDeviceRequest& request,
                     FieldChecker& check) {
  const auto event = check.ResourceName<EventName>("event", request.event());
  const Device device = ParseDevice(request.device(), event, check);
  const absl::Duration duration = ParseCodeDuration(request, check);
  ParseRequestKey(request, check);
  if (!IsAccepted(check)) return;
  RequireText(device.display_name, limits::kMaxTitle);
  RequireText(device.gate, limits::kMaxGate);
  Require(
      device.sessions.size() <= static_cast<size_t>(limits::kMaxDeviceSessions),
      "a device is bound to so many sessions");
  Require(duration >= limits::kMinCodeDuration &&
              duration <= limits::kMaxCodeDuration,
          "a code can be used for a while");
  v1::Device out;
  Render(device, out);
  // Its name is given by the store.
  out.clear_name();
  out.clear_sessions();
  FieldChecker again;
  Require(
      ParseDevice(out, event, again).role == device.role && IsAccepted(again),
      "a device stays the same");
}

void TryEnrollDevice(const v1::EnrollDeviceRequest& request,
                     FieldChecker& check) {
  check.ResourceName<EventName>("event", request.event());
  const std::string code = ParseCode(request, check);
  if (!IsAccepted(check)) return;
  v1::EnrollDeviceRequest again;
  again.set_enrollment_code(code);
  FieldChecker same;
  Require(ParseCode(again, same) == code && IsAccepted(same),
          "a code has one form");
}

void TryCreateApiKey(const v1::CreateApiKeyRequest& request,
                     FieldChecker& check) {
  check.ResourceName<EventName>("event", request.event());
  const ApiKey key = ParseApiKey(request.api_key(), kNow, check);
  ParseRequestKey(request, check);
  if (!IsAccepted(check)) return;
  RequireText(key.display_name, limits::kMaxTitle);
  Require(key.expire_time > kNow &&
              key.expire_time <= kNow + limits::kMaxKeyDuration,
          "a key ends");
  Require(key.role != access::v1::ROLE_KIOSK &&
              key.role != access::v1::ROLE_UNSPECIFIED,
          "a key has a role");
}

}  // namespace
}  // namespace rollcall::registration

namespace rollcall::fuzz {

std::vector<RequestKind> AccessRequests() {
  return {KindOf(&registration::TryCreateDevice),
          KindOf(&registration::TryEnrollDevice),
          KindOf(&registration::TryCreateApiKey)};
}

}  // namespace rollcall::fuzz
