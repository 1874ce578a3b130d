#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/checkin/v1/conflict.pb.h"

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

}  // namespace rollcall::checkin
