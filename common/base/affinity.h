#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace rollcall {

// Chooses lanes for work that does better after other work of the same key than
// beside it: the lane that has such work, else the one with the least.
// Thread-safe.
class Affinity {
 public:
  // `lanes` is at least 1.
  explicit Affinity(int lanes);

  // Adds work of `key` that weighs `weight`. Returns its lane, from 0.
  size_t Add(size_t key, int weight);

  // Takes off what was added and is done.
  void Remove(size_t key, int weight);

 private:
  // What a key has in its lane.
  struct Work {
    size_t lane = 0;
    int items = 0;
  };

  absl::Mutex mutex_;
  std::map<size_t, Work> work_ ABSL_GUARDED_BY(mutex_);
  // By lane.
  std::vector<int> weights_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace rollcall
