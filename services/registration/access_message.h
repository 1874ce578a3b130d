#pragma once

#include "absl/time/time.h"

#include "common/api/field_checker.h"
#include "rollcall/registration/v1/access_service.pb.h"
#include "services/registration/api_key.h"
#include "services/registration/device.h"

namespace rollcall::registration {

// Reads the device of a CreateDeviceRequest for `event`, noting in `check` what
// is wrong with it. Its name is left empty.
Device ParseDevice(const v1::Device& message, const EventName& event,
                   FieldChecker& check);

// Reads for how long the code of a new device can be used.
absl::Duration ParseCodeDuration(const v1::CreateDeviceRequest& request,
                                 FieldChecker& check);

// Reads the code of an EnrollDeviceRequest, in the form in which it was given
// out.
std::string ParseCode(const v1::EnrollDeviceRequest& request,
                      FieldChecker& check);

// Reads the key of a CreateApiKeyRequest at `now`, likewise.
ApiKey ParseApiKey(const v1::ApiKey& message, absl::Time now,
                   FieldChecker& check);

// Render all of a device, of a key.
void Render(const Device& device, v1::Device& out);
void Render(const ApiKey& key, v1::ApiKey& out);

}  // namespace rollcall::registration
