#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

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
  // What would probably wait longer for its lane is not queued: a queue is
  // bounded by time, too, however slow its lane is.
  absl::Duration patience = absl::InfiniteDuration();
};

// What waits for one lane, and how it is cut into batches. Not thread-safe.
template <typename Item>
class LaneQueue {
 public:
  // A batch that is not empty, of items of one group.
  struct Batch {
    std::string group;
    std::vector<Item> items;
  };

  // `options` are at least 1.
  explicit LaneQueue(const LaneOptions& options) : options_(options) {}

  // Whether it takes another item at `now`: it is not full, and its first item
  // has not waited too long. Without any clock none has.
  bool HasRoom(absl::Time now = absl::UnixEpoch()) const {
    return weight_ < options_.queue &&
           (IsEmpty() || now - entries_.front().time <= options_.patience);
  }

  // Queues an item of `group` at `now`. False, and nothing is queued, when
  // there is no room.
  [[nodiscard]] bool Add(std::string group, int weight, Item item,
                         absl::Time now = absl::UnixEpoch()) {
    if (!HasRoom(now)) return false;
    weight_ += weight;
    entries_.push_back({std::move(group), weight, std::move(item), now});
    return true;
  }

  bool IsEmpty() const { return entries_.empty(); }

  // In how many batches all of it will be taken, about, and one more.
  int BatchCount() const { return weight_ / options_.batch + 1; }

  // Takes the next batch out of a queue that is not empty: of the group of the
  // first item, in the order in which they came.
  Batch Take() {
    Batch batch{entries_.front().group, {}};
    int taken = 0;
    bool is_full = false;
    // Those of other groups keep their places.
    std::deque<Entry> rest;
    for (Entry& entry : entries_) {
      const bool is_next = entry.group == batch.group && !is_full;
      is_full = is_full ||
                (is_next && taken > 0 && taken + entry.weight > options_.batch);
      if (is_next && !is_full) {
        taken += entry.weight;
        batch.items.push_back(std::move(entry.item));
      } else {
        rest.push_back(std::move(entry));
      }
    }
    entries_ = std::move(rest);
    weight_ -= taken;
    return batch;
  }

 private:
  struct Entry {
    std::string group;
    int weight;
    Item item;
    absl::Time time;
  };

  const LaneOptions options_;
  std::deque<Entry> entries_;
  // Of all entries.
  int weight_ = 0;
};

}  // namespace rollcall
