#include "common/door/door.h"

#include <algorithm>

namespace rollcall::door {
namespace {

using checkin::v1::Decision;
using registration::v1::AdmissionPolicy;
using registration::v1::Registration;

std::optional<Reason> ReasonOfState(Registration::State state) {
  switch (state) {
    case Registration::STATE_CONFIRMED:
      return std::nullopt;
    case Registration::STATE_CANCELLED:
      return Decision::CANCELLED;
    case Registration::STATE_WITHDRAWN:
      return Decision::WITHDRAWN;
    case Registration::STATE_REJECTED:
      return Decision::REJECTED;
    case Registration::STATE_WAITLISTED:
      return Decision::WAITLISTED;
    default:
      // A state that this build does not know is not a confirmation.
      return Decision::PENDING_APPROVAL;
  }
}

Verdict Refuse(Reason reason) {
  Verdict verdict;
  verdict.outcome = Decision::OUTCOME_REFUSED;
  verdict.reasons = {reason};
  return verdict;
}

// The later of two openings, the earlier of two closings; one that is nothing
// does not count.
std::optional<absl::Time> Later(const std::optional<absl::Time>& a,
                                const std::optional<absl::Time>& b) {
  return std::max(a, b);
}

std::optional<absl::Time> Earlier(const std::optional<absl::Time>& a,
                                  const std::optional<absl::Time>& b) {
  if (!a || !b) return a ? a : b;
  return std::min(a, b);
}

// Judges one entry: each function adds the reasons of one kind, and they are
// called in the order of precedence, which is that of the enum's text.
class Entry {
 public:
  Entry(const Policy& policy, int64_t inside_count, const Holder& holder,
        const Scan& scan)
      : policy_(policy),
        inside_count_(inside_count),
        holder_(holder),
        scan_(scan),
        stays_(FoldPassages(holder.passages)),
        inside_(InsideAt(holder.passages, scan.scan_time)) {
    if (!inside_) inside_ = InsideSince(stays_);
  }

  Verdict Judge() {
    CheckRevocation();
    CheckTime();
    CheckEntitlement();
    CheckReentry();
    CheckRoom();
    verdict_.forced = scan_.force && !verdict_.reasons.empty();
    verdict_.outcome = verdict_.reasons.empty() || verdict_.forced
                           ? Decision::OUTCOME_ADMITTED
                           : Decision::OUTCOME_REFUSED;
    return std::move(verdict_);
  }

 private:
  void Add(Reason reason) { verdict_.reasons.push_back(reason); }

  void CheckRevocation() {
    if (holder_.ticket_revoked) Add(Decision::REVOKED);
    if (holder_.blocked) Add(Decision::BLOCKED);
    if (const auto reason = ReasonOfState(holder_.state)) Add(*reason);
  }

  void CheckTime() {
    const auto opens = Later(policy_.opens, holder_.valid_from);
    if (opens && scan_.scan_time < *opens) {
      Add(Decision::NOT_YET_OPEN);
      verdict_.opens = opens;
    }
    const auto closes = Earlier(policy_.closes, holder_.valid_until);
    if (closes && scan_.scan_time >= *closes) {
      Add(Decision::CLOSED);
      verdict_.closes = closes;
    }
  }

  void CheckEntitlement() {
    const auto& modes = policy_.allowed_modes;
    const bool takes_room =
        modes.empty() || modes.count(type::v1::MODE_IN_PERSON) > 0;
    if (holder_.mode != type::v1::MODE_IN_PERSON || !takes_room) {
      Add(Decision::WRONG_MODE);
    }
    if (policy_.included_only && !holder_.includes_session) {
      Add(Decision::WRONG_SESSION);
    }
    if (policy_.requires_venue &&
        !InsideAt(holder_.venue_passages, scan_.scan_time) &&
        !InsideSince(FoldPassages(holder_.venue_passages))) {
      Add(Decision::VENUE_NOT_ENTERED);
    }
  }

  void CheckReentry() {
    if (policy_.reentry == AdmissionPolicy::REENTRY_ALWAYS) return;
    if (inside_) {
      Add(Decision::ALREADY_INSIDE);
      verdict_.first_admission = inside_;
    } else if (policy_.reentry == AdmissionPolicy::REENTRY_NEVER &&
               !stays_.empty()) {
      Add(Decision::REENTRY_FORBIDDEN);
      verdict_.first_admission = stays_.front().entry;
    }
  }

  void CheckRoom() {
    if (policy_.place_count && inside_count_ >= *policy_.place_count &&
        !inside_) {
      Add(Decision::CAPACITY_FULL);
      verdict_.place_count = policy_.place_count;
    }
    if (!policy_.devices.empty() && policy_.devices.count(scan_.device) == 0) {
      Add(Decision::DEVICE_NOT_ALLOWED);
    }
  }

  const Policy& policy_;
  const int64_t inside_count_;
  const Holder& holder_;
  const Scan& scan_;
  const std::vector<Stay> stays_;
  std::optional<Passage> inside_;
  Verdict verdict_;
};

Verdict JudgeExit(const Holder& holder, const Scan& scan) {
  Verdict verdict;
  verdict.outcome = Decision::OUTCOME_EXITED;
  if (!InsideAt(holder.passages, scan.scan_time)) {
    verdict.anomaly = Decision::ANOMALY_EXIT_WITHOUT_ENTRY;
  }
  return verdict;
}

}  // namespace

Verdict Judge(const Policy& policy, int64_t inside_count,
              const std::optional<Holder>& holder, const Scan& scan) {
  if (scan.wrong_event) return Refuse(Decision::WRONG_EVENT);
  if (scan.bad_signature) return Refuse(Decision::BAD_SIGNATURE);
  if (!holder) return Refuse(Decision::INVALID_CODE);
  if (scan.direction == Decision::DIRECTION_EXIT) {
    return JudgeExit(*holder, scan);
  }
  return Entry(policy, inside_count, *holder, scan).Judge();
}

}  // namespace rollcall::door
