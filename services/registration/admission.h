#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/registration/v1/session.pb.h"

namespace rollcall::registration {

// The rules of a session's door; see v1::AdmissionPolicy.
struct AdmissionPolicy {
  v1::AdmissionPolicy::Reentry reentry =
      v1::AdmissionPolicy::REENTRY_AFTER_EXIT;
  // Whole seconds; nothing means that the door is open at any time before, or
  // after.
  std::optional<absl::Duration> opens_before;
  std::optional<absl::Duration> closes_after;
  bool requires_venue = false;
  // The ids of the devices that may admit, each once. Empty means every one.
  std::vector<std::string> devices;

  bool operator==(const AdmissionPolicy&) const = default;
};

}  // namespace rollcall::registration
