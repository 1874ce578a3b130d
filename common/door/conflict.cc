#include "common/door/conflict.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <tuple>
#include <utility>

namespace rollcall::door {

using registration::v1::AdmissionPolicy;

std::vector<Duplicate> FindDuplicates(Reentry reentry,
                                      const std::vector<Passage>& passages) {
  std::vector<Duplicate> duplicates;
  if (reentry == AdmissionPolicy::REENTRY_ALWAYS) return duplicates;
  std::vector<Passage> ordered = passages;
  std::sort(ordered.begin(), ordered.end(), IsBefore);
  std::optional<Passage> canonical;
  for (const Passage& passage : ordered) {
    if (passage.direction == checkin::v1::Decision::DIRECTION_EXIT) {
      if (reentry != AdmissionPolicy::REENTRY_NEVER) canonical.reset();
    } else if (!canonical) {
      canonical = passage;
    } else if (!passage.forced && (passage.offline || canonical->offline)) {
      duplicates.push_back({passage, *canonical});
    }
  }
  return duplicates;
}

std::vector<Occupant> FindOverCapacity(int place_count,
                                       std::vector<Occupant> occupants) {
  std::sort(occupants.begin(), occupants.end(),
            [](const Occupant& a, const Occupant& b) {
              return std::tie(a.start, a.scan_id) <
                     std::tie(b.start, b.scan_id);
            });
  std::vector<Occupant> over;
  // When those who are inside leave, the first first; stays without an end do
  // not stand in it.
  std::priority_queue<absl::Time, std::vector<absl::Time>, std::greater<>> ends;
  int staying = 0;
  for (const Occupant& occupant : occupants) {
    while (!ends.empty() && ends.top() <= occupant.start) ends.pop();
    if (occupant.offline &&
        staying + static_cast<int>(ends.size()) >= place_count) {
      over.push_back(occupant);
    }
    if (!occupant.end) {
      ++staying;
    } else if (*occupant.end > occupant.start) {
      ends.push(*occupant.end);
    }
  }
  return over;
}

}  // namespace rollcall::door
