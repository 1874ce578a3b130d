#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "rollcall/access/v1/policy.pb.h"
#include "rollcall/registration/v1/device.pb.h"

namespace rollcall::registration {

// A device as stored; like the message.
struct Device {
  DeviceName name;
  std::string display_name;
  access::v1::Role role = access::v1::ROLE_KIOSK;
  // Ids; empty means all.
  std::vector<std::string> sessions;
  std::string gate;
  v1::Device::State state = v1::Device::STATE_PENDING;
  std::optional<absl::Time> code_expire_time;
  absl::Time create_time;
  std::optional<absl::Time> last_use_time;
};

}  // namespace rollcall::registration
