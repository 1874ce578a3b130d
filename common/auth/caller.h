#pragma once

#include <string>

namespace rollcall::auth {

// What a caller may do. A method names the roles that it is open to.
enum class Role {
  // Nothing.
  kNobody,
  // Everything, in every event.
  kAdmin,
  // The head of a delegation: its members.
  kDelegationHead,
};

// Whom a token belongs to.
struct Caller {
  Role role = Role::kNobody;
  // The id of the event that the caller is bound to. Empty for an admin.
  std::string event;
  // The id of the delegation that a head is bound to; else empty.
  std::string delegation;
};

}  // namespace rollcall::auth
