#include "services/checkin/connection.h"

#include <algorithm>

namespace rollcall::checkin {
namespace {

bool IsBefore(const ConnectionEvent& a, const ConnectionEvent& b) {
  return std::tie(a.event_time, a.kind, a.source_event_id) <
         std::tie(b.event_time, b.kind, b.source_event_id);
}

}  // namespace

std::vector<Interval> FoldConnection(std::vector<ConnectionEvent> events) {
  std::sort(events.begin(), events.end(), IsBefore);
  std::vector<Interval> intervals;
  for (const ConnectionEvent& event : events) {
    const bool open = !intervals.empty() && !intervals.back().end;
    if (event.kind == v1::PresenceEvent::KIND_LEAVE) {
      if (open) intervals.back().end = event.event_time;
    } else if (!open) {
      intervals.push_back({event.event_time, std::nullopt});
    }
  }
  return intervals;
}

}  // namespace rollcall::checkin
