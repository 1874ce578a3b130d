#pragma once

#include <map>
#include <string>

#include "absl/time/time.h"

#include "common/door/door.h"

namespace rollcall::checkin {

// The doors of an event, as of a transaction.
struct Doors {
  // By the id of the session. Those that were asked for and exist.
  std::map<std::string, door::Policy> policies;
  // What their sessions are.
  std::map<std::string, registration::v1::Session::Kind> kinds;
  // The event's IANA time zone.
  std::string time_zone;
  // The server's clock.
  absl::Time receive_time;
};

}  // namespace rollcall::checkin
