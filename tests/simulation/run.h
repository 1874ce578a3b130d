#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace rollcall::simulation {

// What a run has come to.
struct Outcome {
  // Empty when it keeps its word.
  std::vector<std::string> violations;
  // What happened, in its order; nothing unless that was asked for.
  std::vector<std::string> story;
  // How often what happened.
  std::map<std::string, int> counts;
};

// Runs some hours of an event, in which everything goes wrong, as `seed` has
// it: the same seed, the same run. Then everything gets well, what waits is
// sent, and the remains are judged; and once more after everything was said
// again.
Outcome Simulate(uint64_t seed, bool is_told);

}  // namespace rollcall::simulation
