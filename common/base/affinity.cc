#include "common/base/affinity.h"

#include <algorithm>

namespace rollcall {

Affinity::Affinity(int lanes) : weights_(lanes) {}

size_t Affinity::Add(size_t key, int weight) {
  const absl::MutexLock lock(&mutex_);
  Work& work = work_[key];
  if (work.items == 0) {
    work.lane =
        std::min_element(weights_.begin(), weights_.end()) - weights_.begin();
  }
  ++work.items;
  weights_[work.lane] += weight;
  return work.lane;
}

void Affinity::Remove(size_t key, int weight) {
  const absl::MutexLock lock(&mutex_);
  const auto it = work_.find(key);
  weights_[it->second.lane] -= weight;
  if (--it->second.items == 0) work_.erase(it);
}

}  // namespace rollcall
