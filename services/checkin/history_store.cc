#include "services/checkin/history_store.h"

#include <set>

#include "common/attendance/attendance.h"
#include "services/checkin/conflict_store.h"

namespace rollcall::checkin {

absl::Status SaveHistories(db::Transaction& tx, const std::string& event,
                           const std::map<std::string, door::Policy>& policies,
                           const Histories& histories,
                           const std::vector<std::string>& recounted) {
  ASSIGN_OR_RETURN(Movement movement, SaveStays(tx, event, histories));
  RETURN_IF_ERROR(RefreshDuplicates(tx, event, policies, histories));
  std::set<std::string> sessions;
  for (const auto& [person, history] : histories) {
    if (history.HasChanged()) sessions.insert(person.second);
  }
  for (const std::string& session : sessions) {
    const auto& places = policies.at(session).place_count;
    if (!places) continue;
    RETURN_IF_ERROR(RefreshOverCapacity(tx, {event, session}, *places));
  }
  RETURN_IF_ERROR(AddOccupancy(tx, event, movement.inside));
  movement.recounted.insert(movement.recounted.end(), recounted.begin(),
                            recounted.end());
  if (movement.recounted.empty()) return absl::OkStatus();
  return attendance::Refresh(tx, event, movement.recounted);
}

}  // namespace rollcall::checkin
