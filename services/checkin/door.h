#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "rollcall/checkin/v1/decision.pb.h"
#include "rollcall/registration/v1/registration.pb.h"
#include "rollcall/type/v1/mode.pb.h"

namespace rollcall::checkin {

using Direction = v1::Decision::Direction;
using Outcome = v1::Decision::Outcome;
using Reason = v1::Decision::Reason;
using Anomaly = v1::Decision::Anomaly;

// A scan of one person at the door of one session that was not refused.
struct Passage {
  std::string scan_id;
  Direction direction = v1::Decision::DIRECTION_UNSPECIFIED;
  absl::Time scan_time;
  absl::Time receive_time;
  std::string device;
  std::string gate;
};

// A time that a person was inside, half-open.
struct Stay {
  // The passage that began it.
  Passage entry;
  // Nothing while the person is inside.
  std::optional<absl::Time> end;
};

// Folds the passages of one person at one door, in any order, into stays. They
// count in the order of (scan_time, receive_time, scan_id): an entry of
// somebody inside and an exit of somebody outside change nothing.
std::vector<Stay> FoldPassages(std::vector<Passage> passages);

// What is known under the credential of a scan.
struct Holder {
  // The registration's id.
  std::string registration;
  // The personal data was erased: no words about the person are kept.
  bool erased = false;
  // The credential is a ticket that was replaced.
  bool ticket_revoked = false;
  registration::v1::Registration::State state =
      registration::v1::Registration::STATE_UNSPECIFIED;
  type::v1::Mode mode = type::v1::MODE_UNSPECIFIED;
  // Of the door in question, in any order.
  std::vector<Passage> passages;
};

// What a rule needs to know of a scan.
struct Scan {
  Direction direction = v1::Decision::DIRECTION_UNSPECIFIED;
  absl::Time scan_time;
  // The credential is another event's.
  bool wrong_event = false;
  // The credential is a ticket that nobody knows and nobody signed.
  bool bad_signature = false;
  bool force = false;
};

// What the door answers.
struct Verdict {
  Outcome outcome = v1::Decision::OUTCOME_UNSPECIFIED;
  // All that speak against an entry, in the order of precedence.
  std::vector<Reason> reasons;
  // The admission that ALREADY_INSIDE refers to.
  std::optional<Passage> first_admission;
  Anomaly anomaly = v1::Decision::ANOMALY_UNSPECIFIED;
  // Force was asked for and changed the outcome.
  bool forced = false;
};

// Decides `scan`; no holder means that nobody is known under the credential. An
// exit of a known person is never refused. A person is already inside when the
// passages say so either at the time of the scan or after all of them: doors
// with slightly different clocks that scan one ticket at once admit it once.
Verdict Judge(const std::optional<Holder>& holder, const Scan& scan);

}  // namespace rollcall::checkin
