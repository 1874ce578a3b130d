#pragma once

#include <array>

#include "absl/strings/string_view.h"

namespace rollcall::testing {

// The services, by their programs.
enum class Role { kRegistration, kCheckIn, kReporting };
inline constexpr std::array<Role, 3> kRoles = {
    Role::kRegistration, Role::kCheckIn, Role::kReporting};

// The name of the program, which is that of its package, too.
const char* NameOf(Role role);

// Whose methods those of `api` are, the full name of a generated service.
Role RoleOf(absl::string_view api);

}  // namespace rollcall::testing
