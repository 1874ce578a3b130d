#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "tests/simulation/oracle.h"

// The parts of the oracle. Each judges the remains by what the parts before it
// have found to be right.
namespace rollcall::simulation {

// What is wrong, in words.
class Violations {
 public:
  template <typename... Args>
  void Report(const Args&... args) {
    found_.push_back(absl::StrCat(args...));
  }

  const std::vector<std::string>& found() const { return found_; }

 private:
  std::vector<std::string> found_;
};

// The ledger has what the doors did, as it was answered, once, and nothing
// else.
void JudgeLedger(const Remains& remains, Violations& violations);

// Stays and occupancy are what the ledger says.
void JudgeStays(const Remains& remains, Violations& violations);

// The conflicts that hold are those of the ledger.
void JudgeConflicts(const Remains& remains, Violations& violations);

// Connections and intervals are what platforms have told, and what they saw.
void JudgePresence(const Remains& remains, Violations& violations);

// Records, cells and pairs are who was where, for how long.
void JudgeCounts(const Remains& remains, Violations& violations);

// Curves are who was where, minute by minute.
void JudgeCurves(const Remains& remains, Violations& violations);

}  // namespace rollcall::simulation
