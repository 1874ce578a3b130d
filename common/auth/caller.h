#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/auth/standing.h"
#include "rollcall/access/v1/policy.pb.h"

namespace rollcall::auth {

using access::v1::Role;

// Whom a token belongs to, and what the caller is bound to.
struct Caller {
  Role role = Role::ROLE_UNSPECIFIED;
  // The id of the event. Empty for who is bound to none: the first admin.
  std::string event;
  // The id of the delegation that a head is bound to; else empty.
  std::string delegation;
  // The id of the device that calls; empty when it is none.
  std::string device;
  // The ids of the sessions that a device is bound to. Empty means all.
  std::vector<std::string> sessions;
  // The gate that a device is bound to. Empty means any.
  std::string gate;
  // Says which token it is, and is no secret: `admin`, `devices/{device}`,
  // `apiKeys/{api_key}` or `delegations/{delegation}`.
  std::string credential;
  // Whether the token still stands, for calls that last. Null means that it
  // does as long as the service runs.
  std::shared_ptr<const Standing> standing;
};

}  // namespace rollcall::auth
