#include "tests/fault/role.h"

#include <stdexcept>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace rollcall::testing {

const char* NameOf(Role role) {
  switch (role) {
    case Role::kRegistration:
      return "registration";
    case Role::kCheckIn:
      return "checkin";
    case Role::kReporting:
      return "reporting";
  }
  return "";
}

Role RoleOf(absl::string_view api) {
  for (const Role role : kRoles) {
    if (absl::StartsWith(api, absl::StrCat("rollcall.", NameOf(role), "."))) {
      return role;
    }
  }
  throw std::invalid_argument(std::string(api));
}

}  // namespace rollcall::testing
