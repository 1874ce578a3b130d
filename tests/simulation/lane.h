#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "common/base/lane_queue.h"

namespace rollcall::simulation {

// A lane of a service, without its thread: somebody has it work.
template <typename Item>
class Lane {
 public:
  explicit Lane(const LaneOptions& options) : queue_(options) {}

  // Queues an item at `now`. False when the queue is full, or too slow.
  [[nodiscard]] bool Add(int weight, Item item, absl::Time now) {
    return queue_.Add("", weight, std::move(item), now);
  }

  bool HasWork() const { return !is_busy_ && (waiting_ || !queue_.IsEmpty()); }

  // Has `handle` handle a batch; it returns false where the batch has to wait
  // for a transaction that is open, and is handled next then.
  template <typename Handle>
  void Work(const Handle& handle) {
    std::vector<Item> batch =
        waiting_ ? *std::exchange(waiting_, std::nullopt) : queue_.Take().items;
    is_busy_ = true;
    const bool is_done = handle(batch);
    is_busy_ = false;
    if (!is_done) waiting_ = std::move(batch);
  }

 private:
  LaneQueue<Item> queue_;
  std::optional<std::vector<Item>> waiting_;
  bool is_busy_ = false;
};

}  // namespace rollcall::simulation
