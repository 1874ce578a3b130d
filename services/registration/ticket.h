#pragma once

#include <string>

#include "absl/time/time.h"

#include "common/api/resource_name.h"

namespace rollcall::registration {

// How long before its event a ticket is valid already, and after it still.
inline constexpr absl::Duration kTicketMargin = absl::Hours(24);

// What admits a registration; see v1::Ticket.
struct Ticket {
  RegistrationName registration;
  std::string serial;
  std::string code;
  // Empty unless the registration's mode is ONLINE.
  std::string join_token;
  absl::Time create_time;
  // Half-open.
  absl::Time not_before;
  absl::Time not_after;
};

}  // namespace rollcall::registration
