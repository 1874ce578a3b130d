#include <map>
#include <string>

#include "tests/simulation/judges.h"
#include "tests/simulation/stays.h"

namespace rollcall::simulation {

void JudgeStays(const Remains& remains, Violations& violations) {
  const Tables& tables = remains.tables;
  std::map<checkin::StayKey, KeptStay> expected;
  std::map<std::string, int64_t> inside;
  for (const auto& [person, stays] : StaysOf(tables)) {
    int number = 0;
    for (const Stay& stay : stays) {
      expected[{person, ++number}] = {stay.entry.time, stay.end};
      if (!stay.end) ++inside[person.second];
    }
  }
  if (expected != tables.stays) {
    violations.Report("stays are not what the scans say");
  }
  std::map<std::string, int64_t> counted;
  for (const auto& [key, count] : tables.occupancy) {
    counted[key.first] += count;
  }
  std::erase_if(counted, [](const auto& entry) { return entry.second == 0; });
  if (counted != inside) violations.Report("occupancy is not who is inside");
}

}  // namespace rollcall::simulation
