#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/time/time.h"

#include "services/checkin/connection.h"

namespace rollcall::checkin {

// What is kept of a connection besides its facts.
struct ConnectionRow {
  // Whose it is; empty while nobody is known.
  std::string owner;
  // By what the owner was found, the best first; see match_participants.sql. 0
  // by somebody who resolved it.
  int match_rank = 0;
  v1::Participant::Kind kind = v1::Participant::KIND_PERSON;
  // Somebody said whose it is, or that it is nobody's.
  bool resolved = false;
  // Where its intervals are counted; empty while they are not.
  std::string counted_session;
  // When it was seen first and last; nothing when it never joined.
  std::optional<absl::Time> first_time;
  std::optional<absl::Time> last_time;
  // How long it was there, of what has ended.
  int64_t online_seconds = 0;
  // When time changes what is derived.
  std::optional<absl::Time> due;
  HeartbeatRuns heartbeats;

  bool operator==(const ConnectionRow&) const = default;
};

// Takes `owner` for the connection's if it was found by a better rank than the
// one before, or by the same and has the lower id. So the order in which
// connections say who they are is of no account.
void Offer(int match_rank, const std::string& owner, ConnectionRow& row);

using ConnectionRows = std::map<ConnectionKey, ConnectionRow>;

}  // namespace rollcall::checkin
