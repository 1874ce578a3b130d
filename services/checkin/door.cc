#include "services/checkin/door.h"

#include <algorithm>
#include <tuple>

namespace rollcall::checkin {
namespace {

using registration::v1::Registration;
using v1::Decision;

bool IsBefore(const Passage& a, const Passage& b) {
  return std::tie(a.scan_time, a.receive_time, a.scan_id) <
         std::tie(b.scan_time, b.receive_time, b.scan_id);
}

// The stay that goes on at the end of `stays`, if one does.
std::optional<Passage> InsideSince(const std::vector<Stay>& stays) {
  if (stays.empty() || stays.back().end) return std::nullopt;
  return stays.back().entry;
}

std::optional<Passage> InsideAt(const std::vector<Passage>& passages,
                                absl::Time time) {
  std::vector<Passage> until;
  for (const Passage& passage : passages) {
    if (passage.scan_time <= time) until.push_back(passage);
  }
  return InsideSince(FoldPassages(std::move(until)));
}

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
  return {Decision::OUTCOME_REFUSED, {reason}, {}, {}, false};
}

Verdict JudgeEntry(const Holder& holder, const Scan& scan) {
  Verdict verdict;
  // In the order of precedence, which is the order of the enum.
  if (holder.ticket_revoked) verdict.reasons.push_back(Decision::REVOKED);
  if (const auto reason = ReasonOfState(holder.state)) {
    verdict.reasons.push_back(*reason);
  }
  if (holder.mode != type::v1::MODE_IN_PERSON) {
    verdict.reasons.push_back(Decision::WRONG_MODE);
  }
  auto inside = InsideAt(holder.passages, scan.scan_time);
  if (!inside) inside = InsideSince(FoldPassages(holder.passages));
  if (inside) {
    verdict.reasons.push_back(Decision::ALREADY_INSIDE);
    verdict.first_admission = inside;
  }
  verdict.forced = scan.force && !verdict.reasons.empty();
  verdict.outcome = verdict.reasons.empty() || verdict.forced
                        ? Decision::OUTCOME_ADMITTED
                        : Decision::OUTCOME_REFUSED;
  return verdict;
}

Verdict JudgeExit(const Holder& holder, const Scan& scan) {
  Verdict verdict;
  verdict.outcome = Decision::OUTCOME_EXITED;
  if (!InsideAt(holder.passages, scan.scan_time)) {
    verdict.anomaly = Decision::ANOMALY_EXIT_WITHOUT_ENTRY;
  }
  return verdict;
}

}  // namespace

std::vector<Stay> FoldPassages(std::vector<Passage> passages) {
  std::sort(passages.begin(), passages.end(), IsBefore);
  std::vector<Stay> stays;
  for (Passage& passage : passages) {
    const bool inside = !stays.empty() && !stays.back().end;
    if (passage.direction == Decision::DIRECTION_EXIT) {
      if (inside) stays.back().end = passage.scan_time;
    } else if (!inside) {
      stays.push_back({std::move(passage), std::nullopt});
    }
  }
  return stays;
}

Verdict Judge(const std::optional<Holder>& holder, const Scan& scan) {
  if (scan.wrong_event) return Refuse(Decision::WRONG_EVENT);
  if (scan.bad_signature) return Refuse(Decision::BAD_SIGNATURE);
  if (!holder) return Refuse(Decision::INVALID_CODE);
  return scan.direction == Decision::DIRECTION_EXIT ? JudgeExit(*holder, scan)
                                                    : JudgeEntry(*holder, scan);
}

}  // namespace rollcall::checkin
