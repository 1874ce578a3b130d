#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#include "common/api/limits.h"
#include "common/status/error.h"

namespace rollcall {

// How a hub works.
struct WatchHubOptions {
  // From the end of a load to the beginning of the next one.
  absl::Duration poll_interval = absl::Milliseconds(200);
  // Watchers at once, of all keys.
  size_t max_watchers = limits::kMaxWatchers;
};

// Lets any number of watchers know the states of what they watch by one load
// for all of them: one thread loads while there are watchers, at once when one
// comes and then after every interval, and tells each what it found.
// Thread-safe.
template <typename Key, typename State>
class WatchHub {
 public:
  // Loads the states of `keys`, which are not empty and each there once; one
  // for each, in their order. An error of one, as SESSION_NOT_FOUND, ends its
  // watches; an error of all is one of the database. Called by one thread.
  using Load = std::function<absl::StatusOr<std::vector<absl::StatusOr<State>>>(
      const std::vector<Key>& keys)>;
  // Is told states, new or not, and at last, perhaps, why there will be no
  // more. Called by one thread at a time. Must not block, nor call the hub.
  using Tell = std::function<void(const absl::StatusOr<State>& state)>;

  explicit WatchHub(Load load, const WatchHubOptions& options = {})
      : load_(std::move(load)), options_(options), thread_([this] { Run(); }) {}

  // Ends, and waits for a load under way.
  ~WatchHub() {
    End();
    thread_.join();
  }

  // Tells `tell` of `key`, first from a load that begins after this call, so
  // that the state is none older than what the watcher may have seen elsewhere.
  // A watch whose first load fails ends with the error of the database; from
  // then on a watch waits until the database is back. Returns a number for
  // Leave. Fails with OVERLOADED or, after End, with UNAVAILABLE without a
  // reason.
  absl::StatusOr<int64_t> Watch(const Key& key, Tell tell) {
    const absl::MutexLock lock(&mutex_);
    if (ended_) return Ended();
    if (watchers_ >= options_.max_watchers) return Overloaded(kRetryDelay);
    ++watchers_;
    keys_[key][++last_watcher_] = {std::move(tell), last_poll_ + 1, false};
    has_new_ = true;
    return last_watcher_;
  }

  // Ends a watch: its Tell is not called any more, nor under way. One that has
  // ended is left alone.
  void Leave(const Key& key, int64_t watcher) {
    const absl::MutexLock lock(&mutex_);
    const auto found = keys_.find(key);
    if (found == keys_.end()) return;
    watchers_ -= found->second.erase(watcher);
    if (found->second.empty()) keys_.erase(found);
  }

  // Tells all watchers UNAVAILABLE, without a reason, and takes no more. Does
  // not wait for a load under way.
  void End() {
    const absl::MutexLock lock(&mutex_);
    ended_ = true;
    for (const auto& [key, watchers] : keys_) {
      for (const auto& [number, watcher] : watchers) watcher.tell(Ended());
    }
    keys_.clear();
    watchers_ = 0;
  }

 private:
  static constexpr absl::Duration kRetryDelay = absl::Seconds(1);

  struct Watcher {
    Tell tell;
    // The first poll that the watcher is told of.
    int64_t first_poll = 0;
    // It was told of one.
    bool begun = false;
  };
  using Watchers = std::map<int64_t, Watcher>;

  static absl::Status Ended() {
    return absl::UnavailableError("The service stops: ask another instance.");
  }

  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return ended_ || !keys_.empty();
  }
  bool IsUrgent() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return ended_ || has_new_;
  }

  void Run() {
    const absl::MutexLock lock(&mutex_);
    for (;;) {
      mutex_.Await(absl::Condition(this, &WatchHub::HasWork));
      mutex_.AwaitWithTimeout(absl::Condition(this, &WatchHub::IsUrgent),
                              options_.poll_interval);
      if (ended_) return;
      if (!keys_.empty()) Poll();
    }
  }

  void Poll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    std::vector<Key> asked;
    for (const auto& [key, watchers] : keys_) asked.push_back(key);
    ++last_poll_;
    has_new_ = false;
    mutex_.Unlock();
    const auto states = load_(asked);
    mutex_.Lock();
    for (size_t i = 0; i < asked.size(); ++i) {
      if (states.ok()) {
        TellOf(asked[i], (*states)[i], true);
      } else {
        TellOf(asked[i], states.status(), false);
      }
    }
  }

  // Tells those of `key` whose turn it is; an error ends the watches that it is
  // for.
  void TellOf(const Key& key, const absl::StatusOr<State>& state,
              bool begun_too) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    // They may all have left during the load.
    const auto found = keys_.find(key);
    if (found == keys_.end()) return;
    Watchers& watchers = found->second;
    for (auto next = watchers.begin(); next != watchers.end();) {
      const auto at = next++;
      Watcher& watcher = at->second;
      if (watcher.first_poll > last_poll_) continue;
      if (watcher.begun && !begun_too) continue;
      watcher.begun = true;
      watcher.tell(state);
      if (state.ok()) continue;
      watchers.erase(at);
      --watchers_;
    }
    if (watchers.empty()) keys_.erase(found);
  }

  const Load load_;
  const WatchHubOptions options_;
  // Held while watchers are told, so that Leave waits for that.
  absl::Mutex mutex_;
  std::map<Key, Watchers> keys_ ABSL_GUARDED_BY(mutex_);
  size_t watchers_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t last_watcher_ ABSL_GUARDED_BY(mutex_) = 0;
  // The number of the poll that began last.
  int64_t last_poll_ ABSL_GUARDED_BY(mutex_) = 0;
  // Somebody has come since it began.
  bool has_new_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace rollcall
