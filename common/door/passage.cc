#include "common/door/passage.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace rollcall::door {

bool IsBefore(const Passage& a, const Passage& b) {
  return std::tie(a.scan_time, a.scan_id) < std::tie(b.scan_time, b.scan_id);
}

std::vector<Stay> FoldPassages(std::vector<Passage> passages) {
  std::sort(passages.begin(), passages.end(), IsBefore);
  std::vector<Stay> stays;
  for (Passage& passage : passages) {
    const bool inside = !stays.empty() && !stays.back().end;
    if (passage.direction == checkin::v1::Decision::DIRECTION_EXIT) {
      if (inside) stays.back().end = passage.scan_time;
    } else if (!inside) {
      stays.push_back({std::move(passage), std::nullopt});
    }
  }
  return stays;
}

std::optional<Passage> InsideSince(const std::vector<Stay>& stays) {
  if (stays.empty() || stays.back().end) return std::nullopt;
  return stays.back().entry;
}

std::optional<Passage> InsideAt(const std::vector<Passage>& passages,
                                absl::Time time) {
  std::vector<Passage> until;
  for (const Passage& passage : passages) {
    if (passage.scan_time <= time) until.push_back(passage);
  }
  return InsideSince(FoldPassages(std::move(until)));
}

}  // namespace rollcall::door
