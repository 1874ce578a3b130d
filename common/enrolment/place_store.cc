#include "common/enrolment/place_store.h"

#include <map>
#include <utility>
#include <vector>

#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/status/error.h"
#include "enrolment_sql.h"

namespace rollcall::enrolment {

absl::StatusOr<EventPolicy> LockPolicy(db::Transaction& tx,
                                       const std::string& event) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kLockEventPolicy, event));
  if (rows.empty()) return NotFound(EventName{event});
  const pqxx::row row = rows.front();
  return EventPolicy{ParseEnumText<registration::v1::ApprovalPolicy>(
                         db::TextOf(row, "approval_policy")),
                     db::BoolOf(row, "ignore_plus_alias")};
}

absl::StatusOr<Places> LockPlaces(db::Transaction& tx,
                                  const std::string& event) {
  ASSIGN_OR_RETURN(const pqxx::result rows, tx.Exec(sql::kLockPlaces, event));
  std::map<PlaceKind, Places::Count> counts;
  for (const pqxx::row& row : rows) {
    counts[{db::TextOf(row, "session_id"),
            ParseEnumText<type::v1::Mode>(db::TextOf(row, "mode"))}] = {
        static_cast<int>(db::IntOf(row, "place_count")),
        static_cast<int>(db::IntOf(row, "taken_count"))};
  }
  return Places(std::move(counts));
}

absl::Status SavePlaces(db::Transaction& tx, const std::string& event,
                        const Places& places) {
  std::vector<std::string> sessions;
  std::vector<std::string> modes;
  std::vector<int> taken;
  for (const auto& [kind, count] : places.Changed()) {
    sessions.push_back(kind.session);
    modes.push_back(EnumText(kind.mode));
    taken.push_back(count.taken);
  }
  if (sessions.empty()) return absl::OkStatus();
  return tx.Exec(sql::kSavePlaces, event, sessions, modes, taken).status();
}

absl::Status TakePlaces(const std::string& event,
                        const std::vector<PlaceKind>& kinds, Places& places) {
  if (const PlaceKind* full = places.FindFull(kinds)) {
    return Error(error::v1::NO_PLACE_LEFT, "No place is left in this mode.",
                 {{"session", SessionName{event, full->session}.ToString()},
                  {"mode", EnumText(full->mode)}});
  }
  places.Take(kinds);
  return absl::OkStatus();
}

}  // namespace rollcall::enrolment
