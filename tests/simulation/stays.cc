#include "tests/simulation/stays.h"

#include <algorithm>
#include <tuple>

namespace rollcall::simulation {

using checkin::PersonAtDoor;
using checkin::v1::Decision;

std::map<PersonAtDoor, std::vector<CountedScan>> CountedScansOf(
    const Tables& tables) {
  std::map<PersonAtDoor, std::vector<CountedScan>> scans;
  for (const auto& [key, stored] : tables.decisions) {
    const checkin::Decision& decision = stored.decision;
    if (decision.registration.empty() || decision.quarantined ||
        decision.verdict.outcome == Decision::OUTCOME_REFUSED ||
        tables.annulments.count(key) > 0) {
      continue;
    }
    scans[{decision.registration, decision.session.session}].push_back(
        {decision.scan_time, decision.scan_id, decision.device,
         decision.direction == Decision::DIRECTION_EXIT, decision.offline,
         decision.verdict.forced});
  }
  for (auto& [person, list] : scans) {
    std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
      return std::tie(a.time, a.scan_id) < std::tie(b.time, b.scan_id);
    });
  }
  return scans;
}

std::map<PersonAtDoor, std::vector<Stay>> StaysOf(const Tables& tables) {
  std::map<PersonAtDoor, std::vector<Stay>> all;
  for (const auto& [person, scans] : CountedScansOf(tables)) {
    std::vector<Stay>& stays = all[person];
    for (const CountedScan& scan : scans) {
      const bool is_inside = !stays.empty() && !stays.back().end;
      if (is_inside && scan.is_exit) stays.back().end = scan.time;
      if (!is_inside && !scan.is_exit) stays.push_back({scan, {}});
    }
  }
  return all;
}

}  // namespace rollcall::simulation
