#pragma once

#include <algorithm>
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
// What finds its queue full is turned away at once, before it costs anything.
// Thread-safe.
template <typename Item>
class Lanes {
 public:
  // Handles a batch of `group`, which is not empty.
  using Handler =
      std::function<void(const std::string& group, std::vector<Item> batch)>;

  // All of `options` are at least 1. `handler` is called from every lane.
  Lanes(const LaneOptions& options, Handler handler) {
    for (int i = 0; i < options.lanes; ++i) {
      lanes_.push_back(std::make_unique<Lane>(options, handler));
    }
  }

  // Queues an item of `group`; those with the same `spread` take the same lane.
  // Returns nothing or, when the queue is full, about how long it will be so.
  [[nodiscard]] std::optional<absl::Duration> Submit(std::string group,
                                                     size_t spread, Item item,
                                                     int weight = 1) {
    return lanes_[spread % lanes_.size()]->Submit(std::move(group), weight,
                                                  std::move(item));
  }

 private:
  class Lane {
   public:
    Lane(const LaneOptions& options, Handler handler)
        : handler_(std::move(handler)),
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
                                         Item item) {
      const absl::MutexLock lock(&mutex_);
      if (queue_.Add(std::move(group), weight, std::move(item))) {
        return std::nullopt;
      }
      return Backlog();
    }

   private:
    // About how long the queue will take, by the last batch.
    absl::Duration Backlog() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return std::clamp(
          last_batch_time_ * static_cast<double>(queue_.BatchCount()),
          absl::Milliseconds(10), absl::Seconds(1));
    }

    bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return stopping_ || !queue_.IsEmpty();
    }

    void Run() {
      while (auto batch = Take()) {
        const absl::Time begin = absl::Now();
        handler_(batch->group, std::move(batch->items));
        const absl::MutexLock lock(&mutex_);
        last_batch_time_ = absl::Now() - begin;
      }
    }

    // Waits for a batch. Nothing when there will be none.
    std::optional<typename LaneQueue<Item>::Batch> Take() {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Lane::HasWork));
      if (queue_.IsEmpty()) return std::nullopt;
      return queue_.Take();
    }

    const Handler handler_;
    absl::Mutex mutex_;
    LaneQueue<Item> queue_ ABSL_GUARDED_BY(mutex_);
    bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
    absl::Duration last_batch_time_ ABSL_GUARDED_BY(mutex_) =
        absl::Milliseconds(10);
    std::thread thread_;
  };

  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace rollcall
