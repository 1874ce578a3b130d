#include "tests/simulation/tables.h"

namespace rollcall::simulation {

using attendance::Presence;
using attendance::RollupSums;

std::vector<Presence> PresencesOf(const Tables& tables,
                                  const std::string& registration) {
  std::vector<Presence> presences;
  auto stay = tables.stays.lower_bound({{registration, ""}, 0});
  for (; stay != tables.stays.end() && stay->first.first.first == registration;
       ++stay) {
    presences.push_back({stay->first.first.second, true, stay->second.first,
                         stay->second.second.value_or(absl::InfiniteFuture())});
  }
  auto it = tables.intervals.lower_bound({registration, "", "", "", "", 0});
  for (; it != tables.intervals.end() && std::get<0>(it->first) == registration;
       ++it) {
    const checkin::Interval& interval = it->second;
    if (!interval.end ||
        interval.anomaly !=
            checkin::v1::PresenceInterval::ANOMALY_UNSPECIFIED) {
      continue;
    }
    presences.push_back(
        {std::get<1>(it->first), false, interval.start, *interval.end});
  }
  return presences;
}

RollupSums SumOf(const Tables& tables) {
  RollupSums sums;
  for (const auto& [slot, some] : tables.rollups) {
    for (const auto& [key, cell] : some.cells) {
      attendance::Cell& sum = sums.cells[key];
      sum.people += cell.people;
      sum.online_seconds += cell.online_seconds;
    }
    for (const auto& [key, minute] : some.minutes) {
      attendance::Minute& sum = sums.minutes[key];
      sum.arrivals += minute.arrivals;
      sum.starts += minute.starts;
      sum.ends += minute.ends;
      sum.open += minute.open;
    }
    for (const auto& [key, people] : some.pairs) sums.pairs[key] += people;
  }
  sums.Prune();
  return sums;
}

}  // namespace rollcall::simulation
