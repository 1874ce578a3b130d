#include "services/checkin/occupancy_store.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "absl/time/clock.h"

#include "checkin_sql.h"
#include "common/api/not_found.h"
#include "common/db/transact.h"

namespace rollcall::checkin {
namespace {

// Less than a drain takes at most, so that a load does not hold one up.
constexpr absl::Duration kLoadTime = absl::Seconds(2);

Occupancy OccupancyOf(const pqxx::row& row) {
  Occupancy occupancy;
  occupancy.sequence = db::IntOf(row, "sequence");
  occupancy.inside_count = std::max<int64_t>(db::IntOf(row, "inside_count"), 0);
  if (const auto places = db::OptionalIntOf(row, "place_count")) {
    occupancy.place_count = static_cast<int>(*places);
  }
  occupancy.as_of = db::TimeOf(row, "as_of");
  return occupancy;
}

absl::StatusOr<std::vector<absl::StatusOr<Occupancy>>> List(
    db::Transaction& tx, const std::vector<SessionName>& sessions) {
  std::set<std::string> events;
  std::set<std::string> ids;
  for (const auto& [event, session] : sessions) {
    events.insert(event);
    ids.insert(session);
  }
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kListOccupancy, std::vector(events.begin(), events.end()),
              std::vector(ids.begin(), ids.end())));
  std::set<std::string> known;
  std::map<SessionName, Occupancy> found;
  for (const pqxx::row& row : rows) {
    const std::string event = db::TextOf(row, "event_id");
    known.insert(event);
    if (const auto session = db::OptionalTextOf(row, "session_id")) {
      found[{event, *session}] = OccupancyOf(row);
    }
  }
  std::vector<absl::StatusOr<Occupancy>> states;
  for (const SessionName& session : sessions) {
    const auto state = found.find(session);
    if (state != found.end()) {
      states.emplace_back(state->second);
    } else if (known.count(session.event) == 0) {
      states.emplace_back(NotFound(EventName{session.event}));
    } else {
      states.emplace_back(NotFound(session));
    }
  }
  return states;
}

}  // namespace

absl::StatusOr<std::vector<absl::StatusOr<Occupancy>>>
OccupancyStore::ListOccupancy(const std::vector<SessionName>& sessions) {
  return db::ReadSnapshot(
      pool_, absl::Now() + kLoadTime,
      [&](db::Transaction& tx) { return List(tx, sessions); });
}

}  // namespace rollcall::checkin
