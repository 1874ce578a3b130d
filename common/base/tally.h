#pragma once

#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/time/time.h"

// What is counted while work goes on, to be read by somebody else now and then.
// To count costs an addition or two, without any lock.
namespace rollcall {

// How often something has happened. Thread-safe.
class Counter {
 public:
  void Add(int64_t count = 1) {
    value_.fetch_add(count, std::memory_order_relaxed);
  }
  int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int64_t> value_ = 0;
};

// How large things were: how many up to each of some bounds, and their sum.
// Thread-safe.
class Histogram {
 public:
  // `bounds` ascend.
  explicit Histogram(std::vector<int64_t> bounds)
      : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {}

  void Observe(int64_t value);

  const std::vector<int64_t>& bounds() const { return bounds_; }
  // How many were above the bound before and at most at the one of this
  // position, and, at the end, how many were above all bounds.
  std::vector<int64_t> Counts() const;
  int64_t sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  const std::vector<int64_t> bounds_;
  std::vector<std::atomic<int64_t>> counts_;
  std::atomic<int64_t> sum_ = 0;
};

// How many things were done at once: bounds are powers of two to 4,096.
class SizeHistogram : public Histogram {
 public:
  SizeHistogram();
};

// How long things took, in nanoseconds: bounds from 0.5 ms to 30 s.
class DurationHistogram : public Histogram {
 public:
  DurationHistogram();

  void Observe(absl::Duration duration) {
    Histogram::Observe(absl::ToInt64Nanoseconds(duration));
  }
};

}  // namespace rollcall
