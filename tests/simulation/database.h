#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/attendance/rollup.h"
#include "common/db/failure.h"
#include "common/db/retry.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/tables.h"
#include "tests/simulation/timeline.h"

namespace rollcall::simulation {

class Database;

// An open transaction. What it writes it sees at once; it is undone unless the
// transaction commits.
class Transaction {
 public:
  Transaction(Database& database, int writer_slot)
      : database_(database), writer_slot_(writer_slot) {}
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Takes the locks `keys`. Fails when another transaction that is open has one
  // of them: this one cannot go on before that ends.
  absl::Status Lock(const std::set<std::string>& keys);
  bool is_blocked() const { return is_blocked_; }

  // Notes that the database chokes on a statement.
  absl::Status Choke();
  bool has_choked() const { return has_choked_; }

  const Tables& tables() const;
  int writer_slot() const { return writer_slot_; }

  template <typename Map>
  void Put(Map Tables::*table, const typename Map::key_type& key,
           typename Map::mapped_type value) {
    PutIn(Writable().*table, key, std::move(value));
  }

  template <typename Map>
  void Erase(Map Tables::*table, const typename Map::key_type& key) {
    Map& map = Writable().*table;
    const auto it = map.find(key);
    if (it == map.end()) return;
    undo_.push_back([&map, key, old = it->second] { map.emplace(key, old); });
    map.erase(it);
  }

  // Adds `changes` to the rollups of the writer slot.
  void MoveRollups(attendance::RollupSums changes);

  void Commit() {
    undo_.clear();
    is_committed_ = true;
  }
  bool is_committed() const { return is_committed_; }

 private:
  Tables& Writable();

  template <typename Map>
  void PutIn(Map& map, const typename Map::key_type& key,
             typename Map::mapped_type value) {
    const auto it = map.find(key);
    if (it == map.end()) {
      undo_.push_back([&map, key] { map.erase(key); });
      map.emplace(key, std::move(value));
    } else {
      undo_.push_back([&map, key, old = it->second] { map[key] = old; });
      it->second = std::move(value);
    }
  }

  Database& database_;
  const int writer_slot_;
  std::set<std::string> locks_;
  std::vector<std::function<void()>> undo_;
  bool is_blocked_ = false;
  bool has_choked_ = false;
  bool is_committed_ = false;
};

// How often what goes wrong, in percent.
struct Faults {
  // Runs of transactions that fail, in whatever way.
  int transaction = 0;
  // Requests and answers that get lost, each.
  int network = 0;
  // Requests that come twice.
  int repetition = 0;
};

// The database of a run: tables, and transactions that fail as those of
// PostgreSQL do.
class Database {
 public:
  Database(Dice& dice, Timeline& timeline) : dice_(dice), timeline_(timeline) {}

  // Runs `body` as db::Transact does, and again as db::Retries says. Fails with
  // CANCELLED where another transaction that is open has to end first.
  template <typename Body>
  auto Transact(int writer_slot, absl::Time deadline, const Body& body)
      -> decltype(body(std::declval<Transaction&>())) {
    decltype(body(std::declval<Transaction&>())) result =
        absl::UnknownError("");
    db::Retries retries;
    bool is_kept = false;
    while (true) {
      const Fate fate = DrawFate();
      absl::Status status;
      std::optional<absl::Status> end;
      if (fate == Fate::kNoConnection) {
        status = FailureOf(fate, {}).status;
        end = retries.TakeNoConnection(status);
      } else {
        Transaction tx(*this, writer_slot);
        result = body(tx);
        if (tx.is_blocked()) return absl::CancelledError("blocked");
        const db::Failure failure = EndOf(tx, fate, result.status());
        is_kept = is_kept || tx.is_committed();
        status = failure.status;
        end = retries.Take(failure);
      }
      if (end) {
        if (end->ok()) return result;
        return Refuse(*end, is_kept);
      }
      timeline_.Pass(absl::Milliseconds(dice_.Between(1, 400)));
      if (timeline_.now() >= deadline) {
        return Refuse(retries.GiveUp(status), is_kept);
      }
      timeline_.Tell("    runs again: ", status.message());
      timeline_.Count("transaction repeated");
    }
  }

  // Lets another transaction come in between, where one may.
  void Yield() {
    if (!between || is_yielding_) return;
    is_yielding_ = true;
    between();
    is_yielding_ = false;
  }

  // Where somebody was told that nothing had happened when it had.
  const std::vector<std::string>& violations() const { return violations_; }

  Faults faults;
  // What comes in between.
  std::function<void()> between;
  Tables tables;

 private:
  friend class Transaction;

  // What becomes of a run of a transaction.
  enum class Fate {
    kCommits,
    kNoConnection,
    kLosesItsConnection,
    kCannotBeSerialized,
    // The connection is lost at the commit, which happened or not.
    kInDoubtCommitted,
    kInDoubtLost,
  };

  // Takes what a caller is told in the end, and whether a run was kept.
  absl::Status Refuse(const absl::Status& status, bool is_kept);
  Fate DrawFate();
  db::Failure FailureOf(Fate fate, const absl::Status& status) const;
  // Commits `tx`, or does not, as `fate` has it and `status` of its body says.
  db::Failure EndOf(Transaction& tx, Fate fate, const absl::Status& status);

  Dice& dice_;
  Timeline& timeline_;
  std::set<std::string> locks_;
  bool is_yielding_ = false;
  std::vector<std::string> violations_;
};

}  // namespace rollcall::simulation
