#include "common/base/tally.h"

#include <algorithm>

namespace rollcall {
namespace {

std::vector<int64_t> PowersOfTwo() {
  std::vector<int64_t> bounds;
  for (int64_t bound = 1; bound <= 4096; bound *= 2) bounds.push_back(bound);
  return bounds;
}

std::vector<int64_t> Durations() {
  std::vector<int64_t> bounds;
  for (const double milliseconds : {0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0,
                                    250.0, 500.0, 1e3, 2.5e3, 5e3, 1e4, 3e4}) {
    bounds.push_back(
        absl::ToInt64Nanoseconds(absl::Milliseconds(milliseconds)));
  }
  return bounds;
}

}  // namespace

void Histogram::Observe(int64_t value) {
  const auto bound = std::lower_bound(bounds_.begin(), bounds_.end(), value);
  counts_[bound - bounds_.begin()].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

std::vector<int64_t> Histogram::Counts() const {
  std::vector<int64_t> counts;
  for (const auto& count : counts_) {
    counts.push_back(count.load(std::memory_order_relaxed));
  }
  return counts;
}

SizeHistogram::SizeHistogram() : Histogram(PowersOfTwo()) {}

DurationHistogram::DurationHistogram() : Histogram(Durations()) {}

}  // namespace rollcall
