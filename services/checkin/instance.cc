#include "services/checkin/instance.h"

#include <algorithm>

#include "common/api/resource_name.h"

namespace rollcall::checkin {
namespace {

absl::Duration OverlapOf(const InstanceFacts& facts,
                         const SessionHours& session) {
  // What is seen at one instant lasts a moment.
  const absl::Time end = facts.last_time + absl::Microseconds(1);
  return std::min(end, session.end) - std::max(facts.first_time, session.start);
}

}  // namespace

std::string SessionOf(const InstanceFacts& facts, const Agenda& agenda) {
  if (!facts.resolved_session.empty()) return facts.resolved_session;
  for (const InstanceEvent& event : facts.events) {
    if (!event.session.empty()) return event.session;
  }
  std::string best;
  absl::Duration longest = absl::ZeroDuration();
  for (const auto& [id, hours] : agenda) {
    if (id == kVenueSession) continue;
    const absl::Duration overlap = OverlapOf(facts, hours);
    if (overlap > longest || (overlap == longest && !best.empty() &&
                              hours.start < agenda.at(best).start)) {
      best = id;
      longest = overlap;
    }
  }
  return best;
}

}  // namespace rollcall::checkin
