#pragma once

#include <string>

#include "rollcall/checkin/v1/checkin_service.pb.h"
#include "services/checkin/manifest.h"

namespace rollcall::checkin {

// The horizon of `token`, which RenderManifestToken made for `event`; nothing
// for any other text.
std::optional<ManifestHorizon> ParseManifestToken(const std::string& event,
                                                  const std::string& token);

std::string RenderManifestToken(const std::string& event,
                                ManifestHorizon horizon);

// Renders what the first message of the manifest of `event` has.
void Render(const std::string& event, const ManifestHead& head,
            v1::GetManifestResponse& out);

// Renders a registration, hashed with `salt`.
void Render(const std::string& salt, const ManifestRow& row,
            v1::ManifestEntry& out);

}  // namespace rollcall::checkin
