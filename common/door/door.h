#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "common/door/passage.h"
#include "rollcall/checkin/v1/decision.pb.h"
#include "rollcall/registration/v1/registration.pb.h"
#include "rollcall/registration/v1/session.pb.h"
#include "rollcall/type/v1/mode.pb.h"

namespace rollcall::door {

using Outcome = checkin::v1::Decision::Outcome;
using Reason = checkin::v1::Decision::Reason;
using Anomaly = checkin::v1::Decision::Anomaly;
using Reentry = registration::v1::AdmissionPolicy::Reentry;

// The rules of the door of one session.
struct Policy {
  Reentry reentry = registration::v1::AdmissionPolicy::REENTRY_AFTER_EXIT;
  // When it admits, half-open. Nothing means always.
  std::optional<absl::Time> opens;
  std::optional<absl::Time> closes;
  // Empty means every mode.
  std::set<type::v1::Mode> allowed_modes;
  // Only registrations that include the session.
  bool included_only = false;
  // Only people who are inside `venue`.
  bool requires_venue = false;
  // The ids of those that may admit. Empty means every device.
  std::set<std::string> devices;
  // How many may be inside. Nothing means without limit.
  std::optional<int> place_count;
};

// What is known under the credential of a scan.
struct Holder {
  // Stands for the person: the registration's id, or a hash of it.
  std::string registration;
  // The credential is a ticket that was replaced.
  bool ticket_revoked = false;
  // When the ticket is valid, half-open. Nothing for other credentials.
  std::optional<absl::Time> valid_from;
  std::optional<absl::Time> valid_until;
  registration::v1::Registration::State state =
      registration::v1::Registration::STATE_UNSPECIFIED;
  bool blocked = false;
  type::v1::Mode mode = type::v1::MODE_UNSPECIFIED;
  // The registration includes the session.
  bool includes_session = false;
  // Of the door in question and, where it requires the venue, of the venue's,
  // in any order.
  std::vector<Passage> passages;
  std::vector<Passage> venue_passages;
};

// What a rule needs to know of a scan.
struct Scan {
  Direction direction = checkin::v1::Decision::DIRECTION_UNSPECIFIED;
  absl::Time scan_time;
  std::string device;
  // The credential is another event's.
  bool wrong_event = false;
  // The credential is a ticket that nobody knows and nobody signed.
  bool bad_signature = false;
  bool force = false;
};

// What the door answers.
struct Verdict {
  Outcome outcome = checkin::v1::Decision::OUTCOME_UNSPECIFIED;
  // All that speak against an entry, in the order of precedence.
  std::vector<Reason> reasons;
  // The admission that ALREADY_INSIDE or REENTRY_FORBIDDEN refers to.
  std::optional<Passage> first_admission;
  // What NOT_YET_OPEN, CLOSED and CAPACITY_FULL refer to.
  std::optional<absl::Time> opens;
  std::optional<absl::Time> closes;
  std::optional<int> place_count;
  Anomaly anomaly = checkin::v1::Decision::ANOMALY_UNSPECIFIED;
  // Force was asked for and changed the outcome.
  bool forced = false;
};

// Decides `scan` at the door of `policy`, where `inside_count` people are
// inside; no holder means that nobody is known under the credential. An exit of
// a known person is never refused. A person is already inside when the passages
// say so either at the time of the scan or after all of them: doors with
// slightly different clocks that scan one ticket at once admit it once.
Verdict Judge(const Policy& policy, int64_t inside_count,
              const std::optional<Holder>& holder, const Scan& scan);

}  // namespace rollcall::door
