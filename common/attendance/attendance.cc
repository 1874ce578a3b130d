#include "common/attendance/attendance.h"

#include "attendance_sql.h"

namespace rollcall::attendance {

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
  return tx
      .Exec(sql::kRefreshAttendance, event, registrations, tx.writer_slot())
      .status();
}

}  // namespace rollcall::attendance
