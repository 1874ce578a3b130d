#include "services/registration/admission_message.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/api/limits.h"

namespace rollcall::registration {
namespace {

std::optional<absl::Duration> ParseOffset(
    const std::string& field, bool is_set,
    const google::protobuf::Duration& message, FieldChecker& check) {
  if (!is_set) return std::nullopt;
  const int64_t max_seconds = absl::ToInt64Seconds(limits::kMaxDoorOffset);
  if (message.seconds() < 0 || message.seconds() > max_seconds ||
      message.nanos() != 0) {
    check.Fail(field, absl::StrCat("Must be whole seconds from 0 s to ",
                                   max_seconds, " s, or unset for no limit."));
  }
  return absl::Seconds(message.seconds());
}

std::vector<std::string> ParseDevices(const std::string& path,
                                      const v1::AdmissionPolicy& message,
                                      const std::string& event,
                                      FieldChecker& check) {
  if (message.devices_size() > limits::kMaxDoorDevices) {
    check.Fail(path,
               absl::StrCat("Must be at most ", limits::kMaxDoorDevices, "."));
    return {};
  }
  std::vector<std::string> devices;
  for (int i = 0; i < message.devices_size(); ++i) {
    const std::string field = absl::StrCat(path, "[", i, "]");
    const auto name = check.ResourceName<DeviceName>(field, message.devices(i));
    if (name.device.empty()) continue;
    if (name.event != event) {
      check.Fail(field, "Must be a device of the same event.");
    } else if (std::find(devices.begin(), devices.end(), name.device) !=
               devices.end()) {
      check.Fail(field, "Stands twice; each must be different.");
    }
    devices.push_back(name.device);
  }
  return devices;
}

}  // namespace

AdmissionPolicy ParseAdmission(const std::string& field,
                               const v1::AdmissionPolicy& message,
                               const SessionName& session,
                               FieldChecker& check) {
  AdmissionPolicy admission;
  if (message.reentry() != v1::AdmissionPolicy::REENTRY_UNSPECIFIED) {
    admission.reentry = check.Value(field + ".reentry", message.reentry());
  }
  admission.opens_before =
      ParseOffset(field + ".opens_before", message.has_opens_before(),
                  message.opens_before(), check);
  admission.closes_after =
      ParseOffset(field + ".closes_after", message.has_closes_after(),
                  message.closes_after(), check);
  admission.requires_venue = message.requires_venue();
  if (admission.requires_venue && session.session == kVenueSession) {
    check.Fail(field + ".requires_venue", "Is not for the venue itself.");
  }
  admission.devices =
      ParseDevices(field + ".devices", message, session.event, check);
  return admission;
}

void RenderAdmission(const AdmissionPolicy& admission, const std::string& event,
                     v1::AdmissionPolicy& out) {
  out.set_reentry(admission.reentry);
  if (admission.opens_before) {
    out.mutable_opens_before()->set_seconds(
        absl::ToInt64Seconds(*admission.opens_before));
  }
  if (admission.closes_after) {
    out.mutable_closes_after()->set_seconds(
        absl::ToInt64Seconds(*admission.closes_after));
  }
  out.set_requires_venue(admission.requires_venue);
  for (const std::string& device : admission.devices) {
    out.add_devices(DeviceName{event, device}.ToString());
  }
}

}  // namespace rollcall::registration
