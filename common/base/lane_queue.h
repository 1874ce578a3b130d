#pragma once

#include <cstdint>
#include <deque>
#include <map>
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
           (IsEmpty() || now - FirstTime() <= options_.patience);
  }

  // Queues an item of `group` at `now`. False, and nothing is queued, when
  // there is no room.
  [[nodiscard]] bool Add(std::string group, int weight, Item item,
                         absl::Time now = absl::UnixEpoch()) {
    if (!HasRoom(now)) return false;
    weight_ += weight;
    const auto of_group = groups_.try_emplace(std::move(group)).first;
    if (of_group->second.empty()) order_[next_number_] = of_group;
    of_group->second.push_back({next_number_++, weight, std::move(item), now});
    return true;
  }

  bool IsEmpty() const { return order_.empty(); }

  // Of all that waits.
  int weight() const { return weight_; }

  // In how many batches all of it will be taken, about, and one more.
  int BatchCount() const { return weight_ / options_.batch + 1; }

  // Takes the next batch out of a queue that is not empty: of the group of the
  // first item, in the order in which they came. The others keep their places.
  Batch Take() {
    const auto group = order_.begin()->second;
    order_.erase(order_.begin());
    Entries& entries = group->second;
    Batch batch{group->first, {}};
    int taken = 0;
    while (!entries.empty() &&
           (taken == 0 || taken + entries.front().weight <= options_.batch)) {
      taken += entries.front().weight;
      batch.items.push_back(std::move(entries.front().item));
      entries.pop_front();
    }
    weight_ -= taken;
    if (entries.empty()) {
      groups_.erase(group);
    } else {
      order_[entries.front().number] = group;
    }
    return batch;
  }

 private:
  struct Entry {
    // In the order in which all came.
    int64_t number;
    int weight;
    Item item;
    absl::Time time;
  };
  using Entries = std::deque<Entry>;
  using Groups = std::map<std::string, Entries>;

  absl::Time FirstTime() const {
    return order_.begin()->second->second.front().time;
  }

  const LaneOptions options_;
  // By group; none is empty.
  Groups groups_;
  // The groups by the numbers of their first entries.
  std::map<int64_t, typename Groups::iterator> order_;
  int64_t next_number_ = 0;
  // Of all entries.
  int weight_ = 0;
};

}  // namespace rollcall
