#include "common/attendance/attendance.h"

#include <set>
#include <utility>

#include "attendance_sql.h"
#include "common/attendance/day.h"
#include "common/attendance/record_store.h"
#include "common/attendance/rollup_store.h"

namespace rollcall::attendance {
namespace {

// As Refresh; days were of the zone called `zone_before`, if it was another.
absl::Status Recount(db::Transaction& tx, const std::string& event,
                     const std::vector<std::string>& registrations,
                     const OpenConnections& open,
                     const std::optional<std::string>& zone_before) {
  const std::set<std::string> once(registrations.begin(), registrations.end());
  ASSIGN_OR_RETURN(const CountedPeople counted,
                   ListRecords(tx, event, {once.begin(), once.end()}));
  ASSIGN_OR_RETURN(const auto now, DeriveAll(tx, event, counted.people));
  RETURN_IF_ERROR(SaveRecords(tx, event, counted.people, now));
  RollupChanges changes(ZoneOf(zone_before.value_or(counted.time_zone)),
                        ZoneOf(counted.time_zone));
  for (size_t i = 0; i < now.size(); ++i) {
    changes.Move(counted.people[i].records, now[i]);
  }
  for (const auto& [key, change] : open) {
    changes.AddOpen(key.first, key.second, change);
  }
  return MoveRollups(tx, event, changes.sums());
}

std::vector<std::string> IdsOf(const pqxx::result& rows) {
  std::vector<std::string> ids;
  for (const pqxx::row& row : rows) {
    ids.push_back(db::TextOf(row, "registration_id"));
  }
  return ids;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> LockRegistrations(
    db::Transaction& tx, const std::string& event,
    const std::vector<std::string>& registrations) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kLockRegistrations, event, registrations));
  return IdsOf(rows);
}

absl::Status Refresh(db::Transaction& tx, const std::string& event,
                     const std::vector<std::string>& registrations,
                     const OpenConnections& open) {
  return Recount(tx, event, registrations, open, std::nullopt);
}

absl::StatusOr<bool> HoldMeasures(db::Transaction& tx, const std::string& event,
                                  bool alone) {
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(alone ? sql::kHoldEventAlone : sql::kHoldEvent, event));
  return !rows.empty();
}

absl::Status MarkPresenceDue(db::Transaction& tx, const std::string& event) {
  return tx.Exec(sql::kMarkInstancesDue, event).status();
}

absl::Status RecountOnline(db::Transaction& tx, const std::string& event,
                           const std::optional<std::string>& session) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListOnlinePeople, event, session));
  const std::vector<std::string> people = IdsOf(rows);
  if (people.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(LockRegistrations(tx, event, people).status());
  return Refresh(tx, event, people);
}

absl::Status RecountDays(db::Transaction& tx, const std::string& event,
                         const std::string& zone_before) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kLockAllRegistrations, event));
  return Recount(tx, event, IdsOf(rows), {}, zone_before);
}

}  // namespace rollcall::attendance
