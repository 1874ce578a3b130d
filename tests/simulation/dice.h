#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace rollcall::simulation {

// All the chance that a run has: the same seed throws the same numbers on every
// machine (SplitMix64).
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  // From 0 to `limit`, without it, which is at least 1.
  int Below(int limit) {
    return static_cast<int>(Next() % static_cast<uint64_t>(limit));
  }

  // From `low` to `high`, with both.
  int Between(int low, int high) { return low + Below(high - low + 1); }

  bool Chance(int percent) { return Below(100) < percent; }

  // Whole seconds from `low` to `high`, with both.
  absl::Duration Seconds(int low, int high) {
    return absl::Seconds(Between(low, high));
  }

  template <typename T>
  const T& Pick(const std::vector<T>& items) {
    return items[Below(static_cast<int>(items.size()))];
  }

  template <typename T>
  void Shuffle(std::vector<T>& items) {
    for (size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[Below(static_cast<int>(i))]);
    }
  }

 private:
  uint64_t state_;
};

}  // namespace rollcall::simulation
