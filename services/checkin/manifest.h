#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/door/door.h"
#include "services/checkin/doors.h"

namespace rollcall::checkin {

// What changed since which instant, by the ids of transactions: everything by
// one whose id is not less.
using ManifestHorizon = uint64_t;

// What a manifest begins with; see v1::GetManifestResponse.
struct ManifestHead {
  std::string salt;
  Doors doors;
  // What the manifest is to be asked for next time.
  ManifestHorizon horizon = 0;
  // What the entries changed since; nothing means all of them.
  std::optional<ManifestHorizon> since;
};

// One registration, in the clear; see v1::ManifestEntry.
struct ManifestRow {
  std::string registration;
  registration::v1::Registration::State state =
      registration::v1::Registration::STATE_UNSPECIFIED;
  type::v1::Mode mode = type::v1::MODE_UNSPECIFIED;
  bool blocked = false;
  // Of the valid ticket; empty when there is none.
  std::string serial;
  std::string code;
  // Serials and codes of those that were replaced.
  std::vector<std::string> revoked;
  std::vector<std::string> sessions;
};

}  // namespace rollcall::checkin
