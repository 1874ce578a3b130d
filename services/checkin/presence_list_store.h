#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/api/page.h"
#include "common/api/resource_name.h"
#include "common/db/pool.h"
#include "rollcall/checkin/v1/presence.pb.h"
#include "services/checkin/connection.h"

namespace rollcall::checkin {

// One interval of a person in a session; see v1::PresenceInterval.
struct PersonInterval {
  type::v1::Mode mode = type::v1::MODE_UNSPECIFIED;
  // Empty in person.
  std::string source;
  std::string instance;
  std::string connection;
  Interval interval;
};

// The presence of one person in one session; see v1::Presence.
struct PersonPresence {
  std::string registration;
  std::string session;
  v1::Presence::Status status = v1::Presence::STATUS_UNSPECIFIED;
  absl::Duration online;
  absl::Duration attended;
  double attended_percent = 0;
  // Days with the time of each.
  std::vector<std::pair<std::string, absl::Duration>> days;
  std::vector<PersonInterval> intervals;
};

// Whose presence to list; empty means no limit.
struct PresenceFilter {
  std::string session;
  std::string registration;
};

// The key that a page goes on after, and whether `key` can be one.
std::string PageKeyOf(const PersonPresence& presence);
bool IsPageKey(const std::string& key);

// Some of a list, and a version of the event's data that has it.
struct PresencePage {
  std::vector<PersonPresence> presences;
  int64_t data_version = 0;
};

// Lists presence on `event` by registration and session, one more than the page
// holds if there is more. Fails with EVENT_NOT_FOUND, SESSION_NOT_FOUND or
// REGISTRATION_NOT_FOUND.
absl::StatusOr<PresencePage> ListPresence(db::Pool& pool,
                                          const EventName& event,
                                          const PresenceFilter& filter,
                                          const Page& page,
                                          absl::Time deadline);

}  // namespace rollcall::checkin
