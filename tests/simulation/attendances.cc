#include "tests/simulation/attendances.h"

#include <algorithm>

#include "common/api/resource_name.h"
#include "tests/simulation/stays.h"

namespace rollcall::simulation {

using attendance::TimeRange;

std::map<std::string, Attendances> AttendancesOf(const Remains& remains) {
  const Tables& tables = remains.tables;
  std::map<std::string, Attendances> all;
  for (const auto& [id, person] : tables.people) all[id][kVenueSession];
  for (const auto& [person, stays] : StaysOf(tables)) {
    const auto& [registration, session] = person;
    Attendances& attendances = all[registration];
    for (const Stay& stay : stays) {
      // Whoever goes at once has been there all the same.
      const absl::Time end = std::max(stay.end.value_or(absl::InfiniteFuture()),
                                      stay.entry.time + absl::Microseconds(1));
      const TimeRange range = {stay.entry.time, end};
      attendances[session].room.push_back(range);
      if (session != kVenueSession) {
        attendances[kVenueSession].room.push_back(range);
      }
    }
  }
  for (const auto& [place, interval] : tables.intervals) {
    if (!interval.end ||
        interval.anomaly !=
            checkin::v1::PresenceInterval::ANOMALY_UNSPECIFIED) {
      continue;
    }
    const std::string& session = std::get<1>(place);
    const checkin::SessionHours& hours = remains.scene.agenda.at(session);
    const TimeRange range = {std::max(interval.start, hours.start),
                             std::min(*interval.end, hours.end)};
    Attendances& attendances = all[std::get<0>(place)];
    Attendance& attendance = attendances[session];
    if (range.first >= range.second) continue;
    attendance.online.push_back(range);
    if (session != kVenueSession) {
      attendances[kVenueSession].online.push_back(range);
    }
  }
  return all;
}

}  // namespace rollcall::simulation
