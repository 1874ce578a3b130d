#pragma once

#include <map>
#include <string>

#include "common/door/door.h"
#include "services/checkin/instance.h"
#include "tests/simulation/refresh.h"

namespace rollcall::simulation {

// What does not change in a run: the event, its agenda and its doors.
struct Scene {
  std::string event;
  std::string time_zone;
  checkin::Agenda agenda;
  std::map<std::string, door::Policy> policies;
  Measuring measuring;
};

// A device at this gate sends what the database chokes on.
inline constexpr char kPoisonGate[] = "poison";

}  // namespace rollcall::simulation
