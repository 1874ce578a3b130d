#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "tests/fault/role.h"

namespace rollcall::testing {

// What clients ask for, each kind with ids of its own.
enum class Deed {
  // A scan, by its scan_id; answered by its decision.
  kScan,
  // What a platform has seen, by its source_event_id.
  kPresence,
  // A registration, by its external id; answered by its name.
  kRegistration,
};
inline constexpr std::array<Deed, 3> kDeeds = {Deed::kScan, Deed::kPresence,
                                               Deed::kRegistration};

// The clients' own record of a run: what they meant to do, written to disk
// before each call, and what they were told, written after it. Thread-safe.
class Diary {
 public:
  // Writes to a new file at `path`.
  explicit Diary(const std::string& path);
  Diary(const Diary&) = delete;
  Diary& operator=(const Diary&) = delete;
  ~Diary();

  void Intend(Deed deed, const std::string& id);
  // `answer` has no line breaks.
  void Told(Deed deed, const std::string& id, const std::string& answer);

  // A call of `role` begins. Returns its number.
  int64_t Begin(Role role);
  // The call of this number was answered; or it has failed, and will be made
  // again.
  void Answered(Role role, int64_t number);
  void Failed(Role role, int64_t number);

  // Waits for `count` more answers; or failures, of all calls or those of
  // `role`. When there are none for minutes it throws, and everybody gives up.
  void AwaitAnswers(int64_t count) const;
  void AwaitFailures(int64_t count) const;
  void AwaitFailures(Role role, int64_t count) const;
  // Waits for the answer to a scan that is made from now on.
  void AwaitNewScan() const;
  // Waits for the answer to a call of `role` that begins from now on.
  void AwaitNewCall(Role role) const;

  // What was told so far.
  int64_t answers() const;
  // The calls of `role` that wait for their answers.
  std::set<int64_t> OpenCalls(Role role) const;
  // Waits until all of `calls`, which were open, have ended. Returns whether
  // one has failed.
  bool AwaitLoss(Role role, const std::set<int64_t>& calls) const;
  // The test has failed: nobody waits for answers any more.
  bool is_given_up() const { return is_given_up_; }

 private:
  // Those of a service.
  struct Calls {
    int64_t begun = 0;
    // The latest that was answered.
    int64_t last_answered = 0;
    std::set<int64_t> open;
    std::set<int64_t> failed;
  };

  const Calls& Of(Role role) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return calls_[static_cast<size_t>(role)];
  }
  Calls& Of(Role role) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return calls_[static_cast<size_t>(role)];
  }
  void Write(const std::string& line) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Waits until `number`, which only grows, is `goal`.
  void Await(const int64_t& number, int64_t goal) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Await(const absl::Condition& condition) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int file_;
  mutable std::atomic<bool> is_given_up_ = false;
  mutable absl::Mutex mutex_;
  int64_t answers_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t failures_ ABSL_GUARDED_BY(mutex_) = 0;
  std::array<Calls, kRoles.size()> calls_ ABSL_GUARDED_BY(mutex_);
  // The scans that wait for an answer, numbered as they were meant.
  std::map<std::string, int64_t> open_scans_ ABSL_GUARDED_BY(mutex_);
  int64_t scans_ ABSL_GUARDED_BY(mutex_) = 0;
  // The latest scan that was answered.
  int64_t last_answered_ ABSL_GUARDED_BY(mutex_) = 0;
};

// What a diary says of one kind of deeds.
struct Account {
  std::set<std::string> intended;
  // The first answer to each.
  std::map<std::string, std::string> told;
  // Those that were told something else later.
  std::set<std::string> contradicted;
};

// Reads the file of a diary.
std::map<Deed, Account> ReadDiary(const std::string& path);

}  // namespace rollcall::testing
