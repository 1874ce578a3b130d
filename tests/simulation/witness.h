#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "services/checkin/decision.h"
#include "tests/simulation/database.h"
#include "tests/simulation/scene.h"

namespace rollcall::simulation {

// Sees a batch decided, and judges by itself who may come in. What it sees may
// be undone, and would be wrong all the same.
class Witness {
 public:
  // Before the batch is kept. `scene` and `tables` outlive the witness.
  Witness(const Scene& scene, const Tables& tables);

  // After it was kept. Returns what is wrong, in words.
  std::vector<std::string> Judge(
      const std::vector<checkin::NewDecision>& added) const;

 private:
  bool MayEnter(const checkin::Decision& decision,
                const std::set<checkin::ScanKey>& seen) const;

  const Scene& scene_;
  const Tables& tables_;
  // What there was before the batch: how many were inside, at the doors whose
  // places are limited, and which scans.
  std::map<std::string, int64_t> inside_;
  std::set<checkin::ScanKey> scans_;
};

}  // namespace rollcall::simulation
