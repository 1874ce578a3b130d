#pragma once

#include <algorithm>
#include <deque>
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

namespace rollcall {

// How much work lanes take.
struct LaneOptions {
  // Threads, each with a queue of its own.
  int lanes = 2;
  // Items that one queue holds, by weight.
  int queue = 4096;
  // Items of one batch, by weight; one is always handled.
  int batch = 1024;
};

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
    return lanes_[spread % lanes_.size()]->Submit(
        {std::move(group), weight, std::move(item)});
  }

 private:
  struct Entry {
    std::string group;
    int weight;
    Item item;
  };

  class Lane {
   public:
    Lane(const LaneOptions& options, Handler handler)
        : options_(options),
          handler_(std::move(handler)),
          thread_([this] { Run(); }) {}

    // Handles what is queued first.
    ~Lane() {
      {
        const absl::MutexLock lock(&mutex_);
        stopping_ = true;
      }
      thread_.join();
    }

    std::optional<absl::Duration> Submit(Entry entry) {
      const absl::MutexLock lock(&mutex_);
      if (queued_ >= options_.queue) return Backlog();
      queued_ += entry.weight;
      queue_.push_back(std::move(entry));
      return std::nullopt;
    }

   private:
    // About how long the queue will take, by the last batch.
    absl::Duration Backlog() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      const int batches = queued_ / options_.batch + 1;
      return std::clamp(last_batch_time_ * static_cast<double>(batches),
                        absl::Milliseconds(10), absl::Seconds(1));
    }

    bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return stopping_ || !queue_.empty();
    }

    void Run() {
      std::string group;
      std::vector<Item> batch;
      while (Take(group, batch)) {
        const absl::Time begin = absl::Now();
        handler_(group, std::move(batch));
        const absl::MutexLock lock(&mutex_);
        last_batch_time_ = absl::Now() - begin;
      }
    }

    // Waits for a batch. False when there will be none.
    bool Take(std::string& group, std::vector<Item>& batch) {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Lane::HasWork));
      if (queue_.empty()) return false;
      group = queue_.front().group;
      batch.clear();
      int taken = 0;
      bool is_full = false;
      // Those of other groups keep their places.
      std::deque<Entry> rest;
      for (Entry& entry : queue_) {
        const bool is_next = entry.group == group && !is_full;
        is_full = is_full || (is_next && taken > 0 &&
                              taken + entry.weight > options_.batch);
        if (is_next && !is_full) {
          taken += entry.weight;
          batch.push_back(std::move(entry.item));
        } else {
          rest.push_back(std::move(entry));
        }
      }
      queue_ = std::move(rest);
      queued_ -= taken;
      return true;
    }

    const LaneOptions options_;
    const Handler handler_;
    absl::Mutex mutex_;
    std::deque<Entry> queue_ ABSL_GUARDED_BY(mutex_);
    // The weight of the queue.
    int queued_ ABSL_GUARDED_BY(mutex_) = 0;
    bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
    absl::Duration last_batch_time_ ABSL_GUARDED_BY(mutex_) =
        absl::Milliseconds(10);
    std::thread thread_;
  };

  std::vector<std::unique_ptr<Lane>> lanes_;
};

}  // namespace rollcall
