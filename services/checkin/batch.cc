#include "services/checkin/batch.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "absl/time/time.h"

#include "common/api/not_found.h"
#include "common/api/resource_name.h"
#include "common/base/status_macros.h"
#include "common/door/door.h"

namespace rollcall::checkin {
namespace {

// The answer to a scan whose scan_id was decided before, with other content or
// the same. What was presented may be erased, and its hash with it.
absl::StatusOr<Answer> Replayed(const ScanRequest& scan,
                                const Decision& decision,
                                const std::string& content_hash) {
  if (!content_hash.empty() && content_hash != scan.content_hash) {
    return ScanIdReused(scan);
  }
  return Answer{decision, true};
}

// What a device decided stays as it is.
Verdict Ruled(const ScanRequest& scan) {
  Verdict verdict;
  verdict.outcome = scan.offline->outcome;
  verdict.reasons = scan.offline->reasons;
  verdict.forced = scan.force && !verdict.reasons.empty() &&
                   verdict.outcome == v1::Decision::OUTCOME_ADMITTED;
  return verdict;
}

bool IsInside(const std::vector<door::Passage>& passages) {
  return InsideSince(door::FoldPassages(passages)).has_value();
}

}  // namespace

ScanKey KeyOf(const ScanRequest& scan) { return {scan.device, scan.scan_id}; }

Batch::Batch(const std::vector<ScanRequest>& scans, Doors doors)
    : scans_(scans),
      doors_(std::move(doors)),
      answers_(scans.size(), absl::UnknownError("not decided")) {
  for (size_t i = 0; i < scans_.size(); ++i) {
    const SessionName& session = scans_[i].session;
    if (doors_.policies.count(session.session) == 0) {
      answers_[i] = NotFound(session);
    } else {
      open_.push_back(i);
      asked_.push_back(&scans_[i]);
    }
  }
}

void Batch::SetFindings(std::vector<Finding> findings) {
  findings_ = std::move(findings);
}

std::set<std::string> Batch::People() const {
  std::set<std::string> people;
  for (const Finding& finding : findings_) {
    if (!finding.registration.empty()) people.insert(finding.registration);
  }
  return people;
}

void Batch::Replay(const std::map<ScanKey, StoredDecision>& old) {
  if (old.empty()) return;
  size_t left = 0;
  for (size_t k = 0; k < open_.size(); ++k) {
    const auto found = old.find(KeyOf(*asked_[k]));
    if (found != old.end()) {
      answers_[open_[k]] = Replayed(*asked_[k], found->second.decision,
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
}

void Batch::SetHolders(std::vector<std::optional<KnownHolder>> holders) {
  holders_ = std::move(holders);
  for (const auto& holder : holders_) {
    if (holder) receive_time_ = std::max(receive_time_, holder->read_time);
  }
}

std::set<PersonAtDoor> Batch::PeopleAtDoors() const {
  std::set<PersonAtDoor> people;
  for (size_t k = 0; k < open_.size(); ++k) {
    if (!holders_[k]) continue;
    const std::string& session = asked_[k]->session.session;
    const std::string& registration = findings_[k].registration;
    people.insert({registration, session});
    if (doors_.policies.at(session).requires_venue) {
      people.insert({registration, kVenueSession});
    }
  }
  return people;
}

std::set<std::string> Batch::LimitedDoors() const {
  std::set<std::string> limited;
  for (const ScanRequest* scan : asked_) {
    const std::string& session = scan->session.session;
    if (doors_.policies.at(session).place_count) limited.insert(session);
  }
  return limited;
}

void Batch::Decide(Histories histories, std::map<std::string, int64_t> inside) {
  histories_ = std::move(histories);
  inside_ = std::move(inside);
  for (size_t k = 0; k < open_.size(); ++k) DecideOne(k);
}

// Decides the k-th of the open scans, after those before it.
void Batch::DecideOne(size_t k) {
  const size_t i = open_[k];
  const ScanRequest& scan = scans_[i];
  const auto [first, is_first] = decided_.emplace(KeyOf(scan), i);
  if (!is_first) {
    answers_[i] = Replayed(scan, answers_[first->second]->decision,
                           scans_[first->second].content_hash);
    return;
  }
  Decision decision = NewDecisionOf(k);
  decision.verdict = scan.offline ? Ruled(scan) : Judged(k, decision);
  Record(k, decision);
  added_.push_back(
      {&scan, decision, holders_[k].has_value() && holders_[k]->erased});
  answers_[i] = Answer{std::move(decision), false, KindOf(scan)};
}

SessionKind Batch::KindOf(const ScanRequest& scan) const {
  const auto found = doors_.kinds.find(scan.session.session);
  return found == doors_.kinds.end() ? SessionKind() : found->second;
}

Decision Batch::NewDecisionOf(size_t k) const {
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
      receive_time_ + absl::Microseconds(static_cast<int64_t>(k));
  decision.scan_time = scan.scan_time.value_or(decision.receive_time);
  decision.attempt_of = scan.attempt_of;
  decision.offline = scan.offline.has_value();
  decision.quarantined =
      decision.offline &&
      decision.scan_time > decision.receive_time + kMaxClockLead;
  decision.time_zone = doors_.time_zone;
  return decision;
}

Verdict Batch::Judged(size_t k, const Decision& decision) {
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
      doors_.policies.at(session), inside == inside_.end() ? 0 : inside->second,
      holder,
      {scan.direction, decision.scan_time, scan.device,
       std::holds_alternative<ForeignCredential>(scan.credential),
       findings_[k].bad_signature, scan.force});
}

// Lets the scans after this one see it.
void Batch::Record(size_t k, const Decision& decision) {
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
  passages.push_back({decision.scan_id, decision.direction, decision.scan_time,
                      decision.device, decision.gate, decision.offline,
                      decision.verdict.forced});
  if (is_counted) inside->second += IsInside(passages) ? 1 : 0;
}

void Batch::NoteConflicts(size_t k, const Decision& decision) {
  if (decision.quarantined) {
    conflicts_.push_back(ConflictOf(v1::Conflict::KIND_CLOCK_SKEW, decision));
  }
  if (decision.verdict.outcome != v1::Decision::OUTCOME_ADMITTED) return;
  const auto& holder = holders_[k];
  if (!holder) {
    conflicts_.push_back(ConflictOf(v1::Conflict::KIND_UNKNOWN_CODE, decision));
  } else if (holder->revoke_time &&
             *holder->revoke_time <= decision.scan_time) {
    conflicts_.push_back(
        ConflictOf(v1::Conflict::KIND_REVOKED_AT_TIME, decision));
  }
}

absl::Status ScanIdReused(const ScanRequest& scan) {
  return Error(error::v1::SCAN_ID_REUSED,
               "The scan_id was used before with other content: make a new one "
               "for a new scan.",
               {{"scanId", scan.scan_id}});
}

absl::StatusOr<Answers> DecideInHalves(
    const std::vector<ScanRequest>& scans,
    absl::FunctionRef<absl::StatusOr<Answers>(const std::vector<ScanRequest>&)>
        decide) {
  absl::StatusOr<Answers> answers = decide(scans);
  if (!absl::IsInternal(answers.status())) return answers;
  if (scans.size() == 1) return Answers{answers.status()};
  // One of them is to blame: it must be in one half or the other.
  const auto middle = scans.begin() + static_cast<int64_t>(scans.size() / 2);
  ASSIGN_OR_RETURN(Answers first,
                   DecideInHalves({scans.begin(), middle}, decide));
  ASSIGN_OR_RETURN(Answers second,
                   DecideInHalves({middle, scans.end()}, decide));
  first.insert(first.end(), std::make_move_iterator(second.begin()),
               std::make_move_iterator(second.end()));
  return first;
}

}  // namespace rollcall::checkin
