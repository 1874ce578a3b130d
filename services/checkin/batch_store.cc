#include "services/checkin/batch_store.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "common/api/not_found.h"
#include "common/attendance/attendance.h"
#include "common/base/uuid.h"
#include "common/status/error.h"
#include "common/trail/trail.h"
#include "services/checkin/conflict_store.h"
#include "services/checkin/decision_store.h"
#include "services/checkin/door_store.h"
#include "services/checkin/history_store.h"
#include "services/checkin/holder_store.h"
#include "services/checkin/stay_store.h"

namespace rollcall::checkin {
namespace {

ScanKey KeyOf(const ScanRequest& scan) { return {scan.device, scan.scan_id}; }

// The answer to a scan whose scan_id was decided before, with other content or
// the same. What was presented may be erased, and its hash with it.
absl::StatusOr<Answer> Replay(const ScanRequest& scan, const Decision& decision,
                              const std::string& content_hash) {
  if (!content_hash.empty() && content_hash != scan.content_hash) {
    return ScanIdReused(scan);
  }
  return Answer{decision, true};
}

// One batch on its way through its transaction.
class Batch {
 public:
  Batch(db::Transaction& tx, const std::string& event,
        const std::vector<ScanRequest>& scans,
        const std::vector<std::string>& recounted,
        const std::vector<audit::Entry>& entries)
      : tx_(tx),
        event_(event),
        scans_(scans),
        recounted_(recounted),
        entries_(entries),
        answers_(scans.size(), absl::UnknownError("not decided")) {}

  absl::StatusOr<Answers> Run() {
    RETURN_IF_ERROR(FindDoors());
    RETURN_IF_ERROR(LockPeople());
    RETURN_IF_ERROR(ReplayOld());
    if (!open_.empty()) {
      RETURN_IF_ERROR(LoadWhatIsGuarded());
      for (size_t k = 0; k < open_.size(); ++k) Decide(k);
      RETURN_IF_ERROR(Keep());
    }
    return std::move(answers_);
  }

 private:
  absl::Status FindDoors() {
    std::set<std::string> sessions;
    for (const ScanRequest& scan : scans_) {
      sessions.insert(scan.session.session);
    }
    ASSIGN_OR_RETURN(doors_, LoadDoors(tx_, event_, sessions));
    for (size_t i = 0; i < scans_.size(); ++i) {
      const SessionName& session = scans_[i].session;
      if (doors_.policies.count(session.session) == 0) {
        answers_[i] = NotFound(session);
      } else {
        open_.push_back(i);
        asked_.push_back(&scans_[i]);
      }
    }
    return absl::OkStatus();
  }

  // Finds out who the open scans are of, and locks them.
  absl::Status LockPeople() {
    ASSIGN_OR_RETURN(findings_, FindHolders(tx_, event_, asked_));
    std::set<std::string> people;
    for (const Finding& finding : findings_) {
      if (!finding.registration.empty()) people.insert(finding.registration);
    }
    if (people.empty()) return absl::OkStatus();
    return attendance::LockRegistrations(tx_, event_,
                                         {people.begin(), people.end()})
        .status();
  }

  // Looks the scan_ids up before any rule: what was decided stays decided.
  // Under the locks, so that nobody decides a scan of a known person meanwhile.
  absl::Status ReplayOld() {
    std::vector<ScanKey> keys;
    for (const ScanRequest* scan : asked_) keys.push_back(KeyOf(*scan));
    ASSIGN_OR_RETURN(const auto old, FindDecisions(tx_, event_, keys));
    size_t left = 0;
    for (size_t k = 0; k < open_.size(); ++k) {
      const auto found = old.find(keys[k]);
      if (found != old.end()) {
        answers_[open_[k]] = Replay(*asked_[k], found->second.decision,
                                    found->second.content_hash);
        continue;
      }
      std::swap(open_[left], open_[k]);
      std::swap(asked_[left], asked_[k]);
      std::swap(findings_[left], findings_[k]);
      ++left;
    }
    open_.resize(left);
    asked_.resize(left);
    findings_.resize(left);
    return absl::OkStatus();
  }

  // Reads what the locks guard, in statements of their own after them.
  absl::Status LoadWhatIsGuarded() {
    ASSIGN_OR_RETURN(holders_, LoadHolders(tx_, event_, asked_, findings_));
    std::set<PersonAtDoor> people;
    std::set<std::string> limited;
    for (size_t k = 0; k < open_.size(); ++k) {
      const std::string& session = asked_[k]->session.session;
      const door::Policy& policy = doors_.policies.at(session);
      if (policy.place_count) limited.insert(session);
      if (!holders_[k]) continue;
      const std::string& registration = findings_[k].registration;
      people.insert({registration, session});
      if (policy.requires_venue) people.insert({registration, kVenueSession});
    }
    ASSIGN_OR_RETURN(histories_, LoadHistories(tx_, event_, people));
    ASSIGN_OR_RETURN(inside_, LockDoors(tx_, event_, limited));
    return absl::OkStatus();
  }

  // Decides the k-th of the open scans, after those before it.
  void Decide(size_t k) {
    const size_t i = open_[k];
    const ScanRequest& scan = scans_[i];
    const auto [first, is_first] = decided_.emplace(KeyOf(scan), i);
    if (!is_first) {
      answers_[i] = Replay(scan, answers_[first->second]->decision,
                           scans_[first->second].content_hash);
      return;
    }
    Decision decision = NewDecisionOf(k);
    decision.verdict = scan.offline ? Ruled(scan) : Judged(k, decision);
    Record(k, decision);
    added_.push_back(
        {&scan, decision, holders_[k].has_value() && holders_[k]->erased});
    answers_[i] = Answer{std::move(decision), false};
  }

  Decision NewDecisionOf(size_t k) const {
    const ScanRequest& scan = *asked_[k];
    Decision decision;
    decision.session = scan.session;
    decision.scan_id = scan.scan_id;
    decision.registration = holders_[k] ? findings_[k].registration : "";
    decision.device = scan.device;
    decision.gate = scan.gate;
    decision.direction = scan.direction;
    decision.force_requested = scan.force;
    // Scans of one batch were received one after the other.
    decision.receive_time =
        doors_.receive_time + absl::Microseconds(static_cast<int64_t>(k));
    decision.scan_time = scan.scan_time.value_or(decision.receive_time);
    decision.attempt_of = scan.attempt_of;
    decision.offline = scan.offline.has_value();
    decision.quarantined =
        decision.offline &&
        decision.scan_time > decision.receive_time + kMaxClockLead;
    decision.time_zone = doors_.time_zone;
    return decision;
  }

  Verdict Judged(size_t k, const Decision& decision) {
    const ScanRequest& scan = *asked_[k];
    const std::string& session = scan.session.session;
    std::optional<door::Holder> holder;
    if (holders_[k]) {
      holder = holders_[k]->holder;
      holder->passages = histories_[{holder->registration, session}].passages;
      const auto venue = histories_.find({holder->registration, kVenueSession});
      if (venue != histories_.end()) {
        holder->venue_passages = venue->second.passages;
      }
    }
    const auto inside = inside_.find(session);
    return door::Judge(
        doors_.policies.at(session),
        inside == inside_.end() ? 0 : inside->second, holder,
        {scan.direction, decision.scan_time, scan.device,
         std::holds_alternative<ForeignCredential>(scan.credential),
         findings_[k].bad_signature, scan.force});
  }

  // What a device decided stays as it is.
  static Verdict Ruled(const ScanRequest& scan) {
    Verdict verdict;
    verdict.outcome = scan.offline->outcome;
    verdict.reasons = scan.offline->reasons;
    verdict.forced = scan.force && !verdict.reasons.empty() &&
                     verdict.outcome == v1::Decision::OUTCOME_ADMITTED;
    return verdict;
  }

  // Lets the scans after this one see it.
  void Record(size_t k, const Decision& decision) {
    if (decision.offline) NoteConflicts(k, decision);
    if (!holders_[k] || decision.quarantined ||
        decision.verdict.outcome == v1::Decision::OUTCOME_REFUSED) {
      return;
    }
    const std::string& session = decision.session.session;
    auto& passages = histories_[{decision.registration, session}].passages;
    const auto inside = inside_.find(session);
    const bool is_counted = inside != inside_.end();
    if (is_counted) inside->second -= IsInside(passages) ? 1 : 0;
    passages.push_back({decision.scan_id, decision.direction,
                        decision.scan_time, decision.device, decision.gate,
                        decision.offline, decision.verdict.forced});
    if (is_counted) inside->second += IsInside(passages) ? 1 : 0;
  }

  static bool IsInside(const std::vector<door::Passage>& passages) {
    return InsideSince(door::FoldPassages(passages)).has_value();
  }

  void NoteConflicts(size_t k, const Decision& decision) {
    if (decision.quarantined) {
      conflicts_.push_back(ConflictOf(v1::Conflict::KIND_CLOCK_SKEW, decision));
    }
    if (decision.verdict.outcome != v1::Decision::OUTCOME_ADMITTED) return;
    const auto& holder = holders_[k];
    if (!holder) {
      conflicts_.push_back(
          ConflictOf(v1::Conflict::KIND_UNKNOWN_CODE, decision));
    } else if (holder->revoke_time &&
               *holder->revoke_time <= decision.scan_time) {
      conflicts_.push_back(
          ConflictOf(v1::Conflict::KIND_REVOKED_AT_TIME, decision));
    }
  }

  absl::Status Keep() {
    const std::string audit_id = NewUuid();
    ASSIGN_OR_RETURN(const bool is_first,
                     InsertDecisions(tx_, event_, audit_id, added_));
    if (!is_first) return absl::AbortedError("decided elsewhere meanwhile");
    RETURN_IF_ERROR(SaveConflicts(tx_, event_, conflicts_));
    RETURN_IF_ERROR(
        SaveHistories(tx_, event_, doors_.policies, histories_, recounted_));
    std::vector<audit::Entry> entries = entries_;
    entries.push_back(DecisionsEntry(audit_id, added_));
    return trail::AppendFreely(tx_, event_, entries);
  }

  db::Transaction& tx_;
  const std::string& event_;
  const std::vector<ScanRequest>& scans_;
  const std::vector<std::string>& recounted_;
  const std::vector<audit::Entry>& entries_;
  Answers answers_;
  Doors doors_;
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

}  // namespace

absl::StatusOr<Answers> DecideBatch(db::Transaction& tx,
                                    const std::string& event,
                                    const std::vector<ScanRequest>& scans,
                                    const std::vector<std::string>& recounted,
                                    const std::vector<audit::Entry>& entries) {
  return Batch(tx, event, scans, recounted, entries).Run();
}

absl::Status ScanIdReused(const ScanRequest& scan) {
  return Error(error::v1::SCAN_ID_REUSED,
               "The scan_id was used before with other content: make a new one "
               "for a new scan.",
               {{"scanId", scan.scan_id}});
}

}  // namespace rollcall::checkin
