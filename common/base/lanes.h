#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "common/base/lane_queue.h"

namespace rollcall {

// Queues in front of work that is cheaper done together. A lane is one thread:
// while it handles one batch the next one gathers, so that an item alone waits
// for nobody and many go together. A batch has items of one group, in the order
// in which they came.
//
// What finds its queue full, or standing for too long, is turned away at once,
// before it costs anything; and so is what could not be handled in time.
// Thread-safe.
template <typename Item>
class Lanes {
 public:
  // Handles a batch of `group`, which is not empty.
  using Handler =
      std::function<void(const std::string& group, std::vector<Item> batch)>;

  // All numbers of `options` are at least 1. `handler` is called from every
  // lane.
  Lanes(const LaneOptions& options, Handler handler) {
    for (int i = 0; i < options.lanes; ++i) {
      lanes_.push_back(std::make_unique<Lane>(options, handler));
    }
  }

  // Queues an item of `group`; those with the same `spread` take the same lane.
  // Returns nothing or, when it is turned away, about how long others will be.
  // A lane that has work takes nothing that it would not have handled by
  // `deadline` and within its patience, as far as its last batches tell.
  [[nodiscard]] std::optional<absl::Duration> Submit(
      std::string group, size_t spread, Item item, int weight = 1,
      absl::Time deadline = absl::InfiniteFuture()) {
    return lanes_[spread % lanes_.size()]->Submit(std::move(group), weight,
                                                  std::move(item), deadline);
  }

  // What Submit would return now, without an item.
  [[nodiscard]] std::optional<absl::Duration> TurnsAway(
      size_t spread, absl::Time deadline = absl::InfiniteFuture()) const {
    return lanes_[spread % lanes_.size()]->TurnsAway(deadline);
  }

  // The weight of what waits in all queues.
  int64_t QueuedWeight() const {
    int64_t weight = 0;
    for (const auto& lane : lanes_) weight += lane->QueuedWeight();
    return weight;
  }

 private:
  class Lane {
   public:
    Lane(const LaneOptions& options, Handler handler)
        : patience_(options.patience),
          handler_(std::move(handler)),
          queue_(options),
          thread_([this] { Run(); }) {}

    // Handles what is queued first.
    ~Lane() {
      {
        const absl::MutexLock lock(&mutex_);
        stopping_ = true;
      }
      thread_.join();
    }

    std::optional<absl::Duration> Submit(std::string group, int weight,
                                         Item item, absl::Time deadline) {
      const absl::Time now = absl::Now();
      const absl::MutexLock lock(&mutex_);
      if (IsInTime(now, deadline) &&
          queue_.Add(std::move(group), weight, std::move(item), now)) {
        return std::nullopt;
      }
      return RetryDelay();
    }

    std::optional<absl::Duration> TurnsAway(absl::Time deadline) const {
      const absl::Time now = absl::Now();
      const absl::MutexLock lock(&mutex_);
      if (IsInTime(now, deadline) && queue_.HasRoom(now)) return std::nullopt;
      return RetryDelay();
    }

    int QueuedWeight() const {
      const absl::MutexLock lock(&mutex_);
      return queue_.weight();
    }

   private:
    // Of how many batches, about, the time of a batch is the mean.
    static constexpr int kMemory = 4;

    // About how long the queue will take with one item more, by the last
    // batches.
    absl::Duration Backlog() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return batch_time_ * static_cast<double>(queue_.BatchCount());
    }

    absl::Duration RetryDelay() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return std::clamp(Backlog(), absl::Milliseconds(10), absl::Seconds(1));
    }

    // Whether what comes at `now` would be handled before its deadline and
    // before anybody's patience ends. An idle lane takes everything: its last
    // batches tell nothing.
    bool IsInTime(absl::Time now, absl::Time deadline) const
        ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return (!is_handling_ && queue_.IsEmpty()) ||
             now + Backlog() <= std::min(deadline, now + patience_);
    }

    bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return stopping_ || !queue_.IsEmpty();
    }

    void Run() {
      while (auto batch = Take()) {
        const absl::Time begin = absl::Now();
        handler_(batch->group, std::move(batch->items));
        const absl::MutexLock lock(&mutex_);
        batch_time_ += (absl::Now() - begin - batch_time_) / kMemory;
        is_handling_ = false;
      }
    }

    // Waits for a batch. Nothing when there will be none.
    std::optional<typename LaneQueue<Item>::Batch> Take() {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Lane::HasWork));
      if (queue_.IsEmpty()) return std::nullopt;
      is_handling_ = true;
      return queue_.Take();
    }

    const absl::Duration patience_;
    const Handler handler_;
    mutable absl::Mutex mutex_;
    LaneQueue<Item> queue_ ABSL_GUARDED_BY(mutex_);
    bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
    // A batch is under way.
    bool is_handling_ ABSL_GUARDED_BY(mutex_) = false;
    absl::Duration batch_time_ ABSL_GUARDED_BY(mutex_) = absl::Milliseconds(10);
    std::thread thread_;
  };

  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace rollcall
