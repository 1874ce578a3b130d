#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "tests/simulation/kiosk.h"
#include "tests/simulation/meeting.h"
#include "tests/simulation/platform.h"
#include "tests/simulation/scene.h"

namespace rollcall::simulation {

// Everything that a run has come to, when all has been sent and answered.
struct Remains {
  const Scene& scene;
  const Tables& tables;
  const std::vector<std::unique_ptr<Kiosk>>& kiosks;
  const std::vector<std::unique_ptr<Platform>>& platforms;
  const Visits& visits;
  absl::Time now;
};

// Returns what is wrong with the remains, in words: nothing when every answer
// is kept once and as it was given, and what is derived is what somebody finds
// who starts from the facts. As simple as it can be, and slow.
std::vector<std::string> FindViolations(const Remains& remains);

}  // namespace rollcall::simulation
