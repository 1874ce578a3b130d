#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "services/checkin/connection.h"
#include "tests/simulation/cast.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/platform.h"

namespace rollcall::simulation {

// Once that a connection was there, as its platform tells it.
struct Visit {
  absl::Time join;
  // Nothing when the platform did not see it end.
  std::optional<absl::Time> leave;
  // By time. Those that come after a leave are late.
  std::vector<absl::Time> heartbeats;
};

// What platforms tell of connections of meetings about which they tell nothing
// as a whole: visits, one after the other. Without the session in the key.
using Visits = std::map<checkin::ConnectionKey, std::vector<Visit>>;

// Has `platform` see the meeting `instance` of some of `people`, with all that
// happens in it.
void HoldMeeting(const std::string& instance, const People& people,
                 Platform& platform, Visits& visits, Dice& dice);

}  // namespace rollcall::simulation
