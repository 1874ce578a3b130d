#pragma once

#include <cstdint>

#include "bench/door_load.h"
#include "bench/report/analyst.h"
#include "bench/report/attended_event.h"
#include "nlohmann/json.hpp"
#include "tests/harness/program.h"

namespace rollcall::bench {

// A million people within little more than an hour.
inline constexpr double kEntriesPerSecond = 250;

// An event that is measured, and whoever comes to its door or asks about it.
struct Scene {
  Scene(int64_t registrations, const testing::ServiceProcess& checkin,
        const testing::ServiceProcess& reporting)
      : event(registrations),
        door(event.people(), checkin.address(), 1),
        press_door(event.people(), checkin.address(), event.first_of_press()),
        analyst(reporting.address(), event.people().name()) {}

  // What the event is like, for a measurement's parameters.
  nlohmann::ordered_json Parameters() const {
    return {{"registrations", event.people().people()},
            {"intervals",
             AttendedEvent::kIntervalsOfPerson * event.people().people()},
            {"cells", event.CountCells()}};
  }

  const AttendedEvent event;
  DoorLoad door;
  // Where the press comes.
  DoorLoad press_door;
  Analyst analyst;
};

}  // namespace rollcall::bench
