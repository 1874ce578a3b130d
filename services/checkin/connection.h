#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/checkin/v1/presence_event.pb.h"

namespace rollcall::checkin {

// One device of one person in one instance, as a platform names it.
struct ConnectionKey {
  std::string session;
  std::string instance;
  std::string connection;

  auto operator<=>(const ConnectionKey&) const = default;
};

// What a platform saw of a connection.
struct ConnectionEvent {
  v1::PresenceEvent::Kind kind = v1::PresenceEvent::KIND_UNSPECIFIED;
  absl::Time event_time;
  std::string source_event_id;
};

// A time that a connection lasted, half-open.
struct Interval {
  absl::Time start;
  // Nothing while it lasts.
  std::optional<absl::Time> end;

  bool operator==(const Interval&) const = default;
};

// Folds the events of one connection, in any order, into intervals. They count
// in the order of (event_time, JOIN before LEAVE, source_event_id): a join of a
// connection that lasts and a leave of one that does not change nothing.
std::vector<Interval> FoldConnection(std::vector<ConnectionEvent> events);

}  // namespace rollcall::checkin
