#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/status/error.h"
#include "services/checkin/conflict.h"
#include "services/checkin/decision.h"
#include "services/checkin/doors.h"
#include "services/checkin/history.h"
#include "services/checkin/holder.h"

namespace rollcall::checkin {

// The answer to each scan of a batch, in its order: a decision, or
// SESSION_NOT_FOUND or SCAN_ID_REUSED.
using Answers = std::vector<absl::StatusOr<Answer>>;

// Scans of one event on their way to their answers. Whoever decides them brings
// in what they are decided by, in this order: the doors; where the credentials
// lead; under the locks of those people, what was decided before; and, unless
// that answers all, who the people are, their histories, and how many are
// inside.
class Batch {
 public:
  // Answers the scans at doors that are not among `doors`, which are those of
  // the scans that exist. `scans`, all of one event, outlive the batch.
  Batch(const std::vector<ScanRequest>& scans, Doors doors);

  // The scans that have no answer yet. What is brought in has one element for
  // each.
  const std::vector<const ScanRequest*>& open() const { return asked_; }

  void SetFindings(std::vector<Finding> findings);
  const std::vector<Finding>& findings() const { return findings_; }
  // The registrations that the open scans lead to: to be locked.
  std::set<std::string> People() const;

  // Answers the open scans that are among the decisions `old`, those of their
  // keys: what was decided stays decided, whatever the rules say by now.
  void Replay(const std::map<ScanKey, StoredDecision>& old);

  void SetHolders(std::vector<std::optional<KnownHolder>> holders);
  // Whose scans so far it takes to decide the open ones.
  std::set<PersonAtDoor> PeopleAtDoors() const;
  // The sessions of open scans whose places are limited.
  std::set<std::string> LimitedDoors() const;

  // Decides the open scans one after the other as they stand, each seeing those
  // before it. `inside` is how many are inside, at the limited doors.
  void Decide(Histories histories, std::map<std::string, int64_t> inside);

  const Doors& doors() const { return doors_; }
  // What Decide comes to, to be kept: decisions, conflicts of single scans, and
  // the histories with the scans that count.
  const std::vector<NewDecision>& added() const { return added_; }
  const std::vector<Conflict>& conflicts() const { return conflicts_; }
  const Histories& histories() const { return histories_; }

  // Ends the batch: of scans that are open still the answer is UNKNOWN.
  Answers TakeAnswers() { return std::move(answers_); }

 private:
  void DecideOne(size_t k);
  Decision NewDecisionOf(size_t k) const;
  SessionKind KindOf(const ScanRequest& scan) const;
  Verdict Judged(size_t k, const Decision& decision);
  void Record(size_t k, const Decision& decision);
  void NoteConflicts(size_t k, const Decision& decision);

  const std::vector<ScanRequest>& scans_;
  const Doors doors_;
  // Of the first scan. A transaction may have waited for its locks since it
  // began, and others have decided about the same people meanwhile.
  absl::Time receive_time_ = doors_.receive_time;
  Answers answers_;
  // The scans that are still to be answered, by their positions; what follows
  // has one element for each.
  std::vector<size_t> open_;
  std::vector<const ScanRequest*> asked_;
  std::vector<Finding> findings_;
  std::vector<std::optional<KnownHolder>> holders_;
  Histories histories_;
  // How many are inside, at the doors whose places are limited.
  std::map<std::string, int64_t> inside_;
  // The positions of the scans that this batch has decided.
  std::map<ScanKey, size_t> decided_;
  std::vector<NewDecision> added_;
  std::vector<Conflict> conflicts_;
};

// The key of a scan.
ScanKey KeyOf(const ScanRequest& scan);

// The error for a scan whose scan_id was used before: SCAN_ID_REUSED.
absl::Status ScanIdReused(const ScanRequest& scan);

// Has `scans`, of which there is one at least, decided by `decide`: together
// or, where that is INTERNAL, each half by itself, until the one that is to
// blame fails alone.
absl::StatusOr<Answers> DecideInHalves(
    const std::vector<ScanRequest>& scans,
    absl::FunctionRef<absl::StatusOr<Answers>(const std::vector<ScanRequest>&)>
        decide);

// How often a batch is tried: each time another transaction must have decided
// one more of its scans.
inline constexpr int kMaxBatchRuns = 64;

// Decides a batch by `run`, and again while that is ABORTED. Fails with
// TOO_MUCH_CONTENTION.
template <typename Run>
auto RepeatWhileAborted(const Run& run) -> decltype(run()) {
  for (int i = 0; i < kMaxBatchRuns; ++i) {
    auto decided = run();
    if (!absl::IsAborted(decided.status())) return decided;
  }
  return Error(error::v1::TOO_MUCH_CONTENTION,
               "Concurrent calls kept deciding the same scans.");
}

}  // namespace rollcall::checkin
