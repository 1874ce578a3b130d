#include "common/attendance/attendance.h"

#include <set>

#include "attendance_sql.h"

namespace rollcall::attendance {
namespace {

// Up to here the plan for one person is good enough: making another takes about
// a millisecond. It joins by nested loops, which large batches cannot afford.
constexpr size_t kMaxGenericBatch = 16;

// Splits by day what refresh_attendance returned.
absl::Status RefreshDays(db::Transaction& tx, const std::string& event,
                         const pqxx::result& watched) {
  // Most people at doors never watch.
  if (watched.empty()) return absl::OkStatus();
  std::vector<std::string> registrations;
  std::vector<std::string> sessions;
  std::vector<std::string> pieces;
  std::vector<int64_t> seconds;
  std::vector<int64_t> old_seconds;
  for (const pqxx::row& row : watched) {
    registrations.push_back(db::TextOf(row, "registration_id"));
    sessions.push_back(db::TextOf(row, "session_id"));
    pieces.push_back(db::TextOf(row, "pieces"));
    seconds.push_back(db::IntOf(row, "online_seconds"));
    old_seconds.push_back(db::IntOf(row, "old_online_seconds"));
  }
  return tx
      .Exec(sql::kRefreshDays, event, registrations, sessions, pieces, seconds,
            old_seconds)
      .status();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> LockRegistrations(
    db::Transaction& tx, const std::string& event,
    const std::vector<std::string>& registrations) {
  std::vector<std::string> locked;
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kLockRegistrations, event, registrations));
  for (const pqxx::row& row : rows) {
    locked.push_back(db::TextOf(row, "registration_id"));
  }
  return locked;
}

absl::Status Refresh(db::Transaction& tx, const std::string& event,
                     const std::vector<std::string>& registrations) {
  const std::set<std::string> once(registrations.begin(), registrations.end());
  if (once.size() > kMaxGenericBatch) {
    RETURN_IF_ERROR(tx.PlanForParameters(db::Scans::kNone));
  }
  ASSIGN_OR_RETURN(const pqxx::result watched,
                   tx.Exec(sql::kRefreshAttendance, event,
                           std::vector<std::string>(once.begin(), once.end()),
                           tx.writer_slot()));
  return RefreshDays(tx, event, watched);
}

absl::Status CountArrivals(db::Transaction& tx, const std::string& event,
                           const std::vector<Arrival>& arrivals) {
  return tx
      .Exec(sql::kCountArrivals, event,
            db::ColumnOf(arrivals, [](const auto& a) { return a.first; }),
            db::ColumnOf(arrivals, [](const auto& a) { return a.second; }),
            tx.writer_slot())
      .status();
}

absl::StatusOr<bool> HoldMeasures(db::Transaction& tx,
                                  const std::string& event) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(sql::kHoldEvent, event));
  return !rows.empty();
}

absl::Status MarkPresenceDue(db::Transaction& tx, const std::string& event) {
  return tx.Exec(sql::kMarkInstancesDue, event).status();
}

absl::Status RecountOnline(db::Transaction& tx, const std::string& event,
                           const std::optional<std::string>& session) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListOnlinePeople, event, session));
  std::vector<std::string> people;
  for (const pqxx::row& row : rows) {
    people.push_back(db::TextOf(row, "registration_id"));
  }
  if (people.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(LockRegistrations(tx, event, people).status());
  return Refresh(tx, event, people);
}

}  // namespace rollcall::attendance
