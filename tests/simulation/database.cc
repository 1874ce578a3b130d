#include "tests/simulation/database.h"

#include <pqxx/except>

#include "absl/strings/str_cat.h"

namespace rollcall::simulation {

Transaction::~Transaction() {
  for (auto undo = undo_.rbegin(); undo != undo_.rend(); ++undo) (*undo)();
  for (const std::string& key : locks_) database_.locks_.erase(key);
}

absl::Status Transaction::Lock(const std::set<std::string>& keys) {
  for (const std::string& key : keys) {
    if (locks_.count(key) > 0) continue;
    if (!database_.locks_.insert(key).second) {
      is_blocked_ = true;
      return absl::CancelledError("blocked");
    }
    locks_.insert(key);
  }
  return absl::OkStatus();
}

absl::Status Transaction::Choke() {
  has_choked_ = true;
  return absl::InternalError("SQLSTATE 22021");
}

const Tables& Transaction::tables() const { return database_.tables; }

Tables& Transaction::Writable() { return database_.tables; }

void Transaction::MoveRollups(attendance::RollupSums changes) {
  changes.Prune();
  const auto [it, is_new] = Writable().rollups.try_emplace(writer_slot_);
  attendance::RollupSums& sums = it->second;
  for (const auto& [key, change] : changes.cells) {
    attendance::Cell sum = sums.cells[key];
    sum.people += change.people;
    sum.online_seconds += change.online_seconds;
    PutIn(sums.cells, key, sum);
  }
  for (const auto& [key, change] : changes.minutes) {
    attendance::Minute sum = sums.minutes[key];
    sum.arrivals += change.arrivals;
    sum.starts += change.starts;
    sum.ends += change.ends;
    sum.open += change.open;
    PutIn(sums.minutes, key, sum);
  }
  for (const auto& [key, change] : changes.pairs) {
    PutIn(sums.pairs, key, sums.pairs[key] + change);
  }
}

absl::Status Database::Refuse(const absl::Status& status, bool is_kept) {
  if (is_kept && status != db::InDoubt().status) {
    violations_.push_back(
        absl::StrCat("phantom: what was kept is refused: ", status.message()));
  }
  return status;
}

Database::Fate Database::DrawFate() {
  if (!dice_.Chance(faults.transaction)) return Fate::kCommits;
  switch (dice_.Below(6)) {
    case 0:
      return Fate::kNoConnection;
    case 1:
      return Fate::kLosesItsConnection;
    case 2:
      return Fate::kCannotBeSerialized;
    case 3:
      return Fate::kInDoubtLost;
    default:
      return Fate::kInDoubtCommitted;
  }
}

db::Failure Database::FailureOf(Fate fate, const absl::Status& status) const {
  switch (fate) {
    case Fate::kCommits:
      return {status};
    case Fate::kNoConnection:
    case Fate::kLosesItsConnection:
      return db::FailureOf(pqxx::broken_connection(""), false, "body");
    case Fate::kCannotBeSerialized:
      return db::FailureOf(pqxx::serialization_failure(""), true, "body");
    case Fate::kInDoubtCommitted:
    case Fate::kInDoubtLost:
      return db::CommitFailureOf(pqxx::in_doubt_error(""), false);
  }
  return {status};
}

db::Failure Database::EndOf(Transaction& tx, Fate fate,
                            const absl::Status& status) {
  timeline_.Pass(absl::Milliseconds(2));
  if (fate == Fate::kLosesItsConnection || fate == Fate::kCannotBeSerialized) {
    return FailureOf(fate, status);
  }
  if (tx.has_choked()) return {status, db::Remedy::kGiveUp};
  // A body that refuses has nothing to commit.
  if (!status.ok()) return {status};
  if (fate != Fate::kInDoubtLost) tx.Commit();
  if (fate == Fate::kInDoubtCommitted) timeline_.Count("commit in doubt");
  if (fate == Fate::kInDoubtLost) timeline_.Count("commit in doubt, and lost");
  return FailureOf(fate, status);
}

}  // namespace rollcall::simulation
