#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/checkin/v1/presence.pb.h"
#include "rollcall/checkin/v1/presence_event.pb.h"

namespace rollcall::checkin {

// One device of one person in one instance, as a platform names it.
struct ConnectionKey {
  // Empty means that of the instance.
  std::string session;
  std::string source;
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
  // Why it ended; provisionally unless it is a LEAVE.
  v1::PresenceInterval::EndSource end_source =
      v1::PresenceInterval::END_SOURCE_UNSPECIFIED;
  // What is odd about it. It counts for nothing then, and ends when it begins.
  v1::PresenceInterval::Anomaly anomaly =
      v1::PresenceInterval::ANOMALY_UNSPECIFIED;

  bool operator==(const Interval&) const = default;
};

// How long a connection of heartbeats counts as there after a sign of life.
inline constexpr absl::Duration kSilence = absl::Minutes(2);
// How long a connection without heartbeats may last after its session.
inline constexpr absl::Duration kSessionBuffer = absl::Minutes(15);

// Heartbeats that follow each other within kSilence: the first and the last.
struct HeartbeatRun {
  absl::Time first;
  absl::Time last;

  bool operator==(const HeartbeatRun&) const = default;
};

// By time; between two of them there is more than kSilence.
using HeartbeatRuns = std::vector<HeartbeatRun>;

// Adds a heartbeat at `time`.
void AddHeartbeat(absl::Time time, HeartbeatRuns& runs);

// All that is known of one connection, in any order, repeated or not.
struct ConnectionHistory {
  // Of JOIN and LEAVE.
  std::vector<ConnectionEvent> events;
  HeartbeatRuns heartbeats;
  // The times of snapshots of its instance with it, and without.
  std::vector<absl::Time> present;
  std::vector<absl::Time> absent;
  // When its instance ended.
  std::vector<absl::Time> instance_ends;
  // When its session ends. Nothing while the session is not known.
  std::optional<absl::Time> session_end;
};

// What a history comes to.
struct FoldedConnection {
  std::vector<Interval> intervals;
  // When time alone will end the last of them. Nothing when it never does.
  std::optional<absl::Time> due;
};

// Folds what is known of a connection at `now` into intervals, by their starts.
// The order of `history` is of no account, nor are repetitions.
//
// A JOIN of a connection that lasts changes nothing, unless it has ended
// meanwhile: the instance did, a snapshot was without it, or its heartbeats had
// fallen silent for kSilence. Presence in a snapshot is a JOIN of a connection
// that does not last, and a sign of life of one that does. The end of an
// instance and a snapshot end nothing that a heartbeat shows alive later.
//
// What no LEAVE has ended ends provisionally when the instance ended or a
// snapshot was without it, else kSilence after the last sign of life if there
// were heartbeats, else kSessionBuffer after the session. Until then it lasts.
FoldedConnection FoldConnection(const ConnectionHistory& history,
                                absl::Time now);

// When time alone will end a connection that it was to end at `due`, when its
// heartbeats were `before`, now that they are `after` and nothing else is new.
// Nothing when that has to be found by folding: in any case but that of a
// connection that lasts by heartbeats, and has only had some after its last.
std::optional<absl::Time> Prolong(std::optional<absl::Time> due,
                                  const HeartbeatRuns& before,
                                  const HeartbeatRuns& after, absl::Time now);

}  // namespace rollcall::checkin
