#pragma once

#include <compare>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/checkin/v1/presence_event.pb.h"

namespace rollcall::checkin {

// A meeting or broadcast, as a platform names it.
struct InstanceKey {
  std::string source;
  std::string instance;

  auto operator<=>(const InstanceKey&) const = default;
};

// When instances were seen first and last.
using Seen = std::map<InstanceKey, std::pair<absl::Time, absl::Time>>;

// The hours of a session, half-open.
struct SessionHours {
  absl::Time start;
  absl::Time end;
};

// By the ids of an event's sessions.
using Agenda = std::map<std::string, SessionHours>;

// INSTANCE_STARTED, INSTANCE_ENDED or SNAPSHOT.
struct InstanceEvent {
  v1::PresenceEvent::Kind kind = v1::PresenceEvent::KIND_UNSPECIFIED;
  absl::Time event_time;
  // What it says the instance is of; empty when it does not.
  std::string session;
};

// What is known of an instance.
struct InstanceFacts {
  // What somebody said it is of; empty when nobody did.
  std::string resolved_session;
  // By event_time, then session.
  std::vector<InstanceEvent> events;
  // When it was seen first, and last.
  absl::Time first_time;
  absl::Time last_time;
};

// Which session an instance is of: the resolved one, else that of its first
// event that names one, else that of `agenda`, but for the venue, with which
// the time that it was seen overlaps longest; of equals the one that begins
// first, then by id. Empty when there is none.
std::string SessionOf(const InstanceFacts& facts, const Agenda& agenda);

}  // namespace rollcall::checkin
