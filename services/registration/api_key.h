#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"

#include "common/api/resource_name.h"
#include "rollcall/access/v1/policy.pb.h"

namespace rollcall::registration {

// An API key as stored; like the message.
struct ApiKey {
  ApiKeyName name;
  std::string display_name;
  access::v1::Role role = access::v1::ROLE_UNSPECIFIED;
  absl::Time expire_time;
  bool revoked = false;
  absl::Time create_time;
  std::optional<absl::Time> last_use_time;
};

}  // namespace rollcall::registration
