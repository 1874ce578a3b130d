#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "common/door/conflict.h"
#include "common/door/door.h"
#include "rollcall/checkin/v1/conflict.pb.h"
#include "services/checkin/decision.h"
#include "services/checkin/history.h"

namespace rollcall::checkin {

// A scan of somebody that was decided offline against the rules; see
// v1::Conflict.
struct Conflict {
  // Its own; see ConflictId.
  std::string id;
  v1::Conflict::Kind kind = v1::Conflict::KIND_UNSPECIFIED;
  // The ids of the session and, unless nobody is known, the registration.
  std::string session;
  std::string registration;
  std::string device;
  std::string scan_id;
  absl::Time scan_time;
  // The admission that counts instead, of a duplicate.
  std::string canonical_device;
  std::string canonical_scan_id;
  std::optional<absl::Time> canonical_scan_time;
  // Later scans have not settled it.
  bool holds = true;
  // Nothing until somebody resolves it.
  std::string note;
  std::optional<absl::Time> resolve_time;
};

// Which conflicts a list returns.
struct ConflictFilter {
  // Empty means OPEN and RESOLVED.
  std::vector<v1::Conflict::State> states;
  // The id of a session; empty means all.
  std::string session;
};

// The id of the conflict of one kind of one scan: a UUID made of them by
// SHA-256 (RFC 9562, version 8), so that the same scans give the same
// conflicts.
std::string ConflictId(v1::Conflict::Kind kind, const std::string& device,
                       const std::string& scan_id);

// The conflict of one scan; a duplicate needs its canonical admission too.
Conflict ConflictOf(v1::Conflict::Kind kind, const Decision& decision);

// The duplicates of some people.
struct Duplicates {
  // Where they were derived anew: others of these people there hold no longer.
  std::vector<PersonAtDoor> people;
  std::vector<Conflict> conflicts;
};

// Derives the duplicates anew of those of `histories` that have changed, at the
// doors of `policies`, where a device has decided alone.
Duplicates DuplicatesOf(const std::map<std::string, door::Policy>& policies,
                        const Histories& histories);

// A stay in a room, and the id of whose it is.
struct RoomStay {
  std::string registration;
  door::Occupant occupant;
};

// Who was one too many in the room of `session`, among all `stays` in it, in
// any order.
std::vector<Conflict> OverCapacityOf(const std::string& session,
                                     int place_count,
                                     std::vector<RoomStay> stays);

}  // namespace rollcall::checkin
