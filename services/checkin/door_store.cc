#include "services/checkin/door_store.h"

#include <vector>

#include "absl/strings/str_split.h"

#include "checkin_sql.h"
#include "common/api/enum_text.h"
#include "common/api/not_found.h"

namespace rollcall::checkin {
namespace {

door::Policy PolicyOf(const pqxx::row& row) {
  door::Policy policy;
  policy.reentry = ParseEnumText<door::Reentry>(db::TextOf(row, "reentry"));
  policy.opens = db::OptionalTimeOf(row, "opens_time");
  policy.closes = db::OptionalTimeOf(row, "closes_time");
  for (const absl::string_view mode : absl::StrSplit(
           db::TextOf(row, "allowed_modes"), ',', absl::SkipEmpty())) {
    policy.allowed_modes.insert(ParseEnumText<type::v1::Mode>(mode));
  }
  policy.included_only = db::BoolOf(row, "included_only");
  policy.requires_venue = db::BoolOf(row, "requires_venue");
  policy.devices =
      absl::StrSplit(db::TextOf(row, "devices"), ',', absl::SkipEmpty());
  if (const auto places = db::OptionalIntOf(row, "place_count")) {
    policy.place_count = static_cast<int>(*places);
  }
  return policy;
}

}  // namespace

absl::StatusOr<Doors> LoadDoors(db::Transaction& tx, const std::string& event,
                                const std::set<std::string>& sessions) {
  const std::vector<std::string> asked(sessions.begin(), sessions.end());
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kListDoors, event,
              asked.empty() ? std::nullopt : std::optional(asked)));
  if (rows.empty()) return NotFound(EventName{event});
  Doors doors;
  doors.time_zone = db::TextOf(rows.front(), "time_zone");
  doors.receive_time = db::TimeOf(rows.front(), "receive_time");
  for (const pqxx::row& row : rows) {
    if (const auto session = db::OptionalTextOf(row, "session_id")) {
      doors.policies[*session] = PolicyOf(row);
      doors.kinds[*session] = ParseEnumText<registration::v1::Session::Kind>(
          db::TextOf(row, "kind"));
    }
  }
  return doors;
}

absl::StatusOr<std::map<std::string, int64_t>> LockDoors(
    db::Transaction& tx, const std::string& event,
    const std::set<std::string>& sessions) {
  std::map<std::string, int64_t> inside;
  if (sessions.empty()) return inside;
  const std::vector<std::string> ids(sessions.begin(), sessions.end());
  ASSIGN_OR_RETURN(const pqxx::result locked,
                   tx.Exec(sql::kLockDoors, event, ids));
  if (static_cast<size_t>(locked.size()) < ids.size()) {
    // Inserting locks as well; whoever inserted first is waited for.
    RETURN_IF_ERROR(tx.Exec(sql::kInsertDoors, event, ids).status());
    RETURN_IF_ERROR(tx.Exec(sql::kLockDoors, event, ids).status());
  }
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kCountInside, event, ids));
  for (const std::string& id : ids) inside[id] = 0;
  for (const pqxx::row& row : rows) {
    inside[db::TextOf(row, "session_id")] = db::IntOf(row, "inside_count");
  }
  return inside;
}

}  // namespace rollcall::checkin
