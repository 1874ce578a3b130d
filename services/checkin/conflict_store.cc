#include "services/checkin/conflict_store.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "checkin_sql.h"
#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/attendance/attendance.h"
#include "common/db/null_if_empty.h"
#include "common/status/error.h"
#include "common/trail/trail.h"
#include "services/checkin/event_store.h"

namespace rollcall::checkin {
namespace {

Conflict ConflictOf(const pqxx::row& row) {
  Conflict conflict;
  conflict.id = db::TextOf(row, "conflict_id");
  conflict.kind = ParseEnumText<v1::Conflict::Kind>(db::TextOf(row, "kind"));
  conflict.session = db::TextOf(row, "session_id");
  conflict.registration =
      db::OptionalTextOf(row, "registration_id").value_or("");
  conflict.device = db::TextOf(row, "device_id");
  conflict.scan_id = db::TextOf(row, "scan_id");
  conflict.scan_time = db::TimeOf(row, "scan_time");
  conflict.canonical_device =
      db::OptionalTextOf(row, "canonical_device_id").value_or("");
  conflict.canonical_scan_id =
      db::OptionalTextOf(row, "canonical_scan_id").value_or("");
  conflict.canonical_scan_time = db::OptionalTimeOf(row, "canonical_scan_time");
  conflict.holds = db::BoolOf(row, "holds");
  conflict.note = db::OptionalTextOf(row, "note").value_or("");
  conflict.resolve_time = db::OptionalTimeOf(row, "resolve_time");
  return conflict;
}

std::vector<std::string> IdsOf(const std::vector<Conflict>& conflicts) {
  return db::ColumnOf(conflicts, [](const Conflict& c) { return c.id; });
}

// Whether the states of `filter` include `state`.
bool Shows(const ConflictFilter& filter, v1::Conflict::State state) {
  const auto& states = filter.states;
  if (states.empty()) return state != v1::Conflict::STATE_SETTLED;
  return std::find(states.begin(), states.end(), state) != states.end();
}

absl::StatusOr<Conflict> Load(db::Transaction& tx, const ConflictName& name) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kGetConflict, name.event, name.conflict));
  if (rows.empty()) return NotFound(name);
  return ConflictOf(rows.front());
}

absl::StatusOr<Conflict> Resolve(db::Transaction& tx, const ConflictName& name,
                                 const std::string& note,
                                 const auth::Act& act) {
  ASSIGN_OR_RETURN(const Conflict found, Load(tx, name));
  if (!found.registration.empty()) {
    RETURN_IF_ERROR(
        attendance::LockRegistrations(tx, name.event, {found.registration})
            .status());
  }
  ASSIGN_OR_RETURN(
      const pqxx::result resolved,
      tx.Exec(sql::kResolveConflict, name.event, name.conflict, note));
  ASSIGN_OR_RETURN(Conflict conflict, Load(tx, name));
  // A note that was erased cannot be compared with.
  if (resolved.empty() && conflict.note != note && !conflict.note.empty()) {
    return Error(error::v1::CONFLICT_ALREADY_RESOLVED,
                 "The conflict was resolved before, with another note.",
                 {{"conflict", name.ToString()}});
  }
  if (!resolved.empty()) {
    RETURN_IF_ERROR(trail::Record(tx, name.event, act, name.ToString()));
  }
  return conflict;
}

}  // namespace

absl::Status SaveConflicts(db::Transaction& tx, const std::string& event,
                           const std::vector<Conflict>& conflicts) {
  if (conflicts.empty()) return absl::OkStatus();
  std::vector<std::string> kinds;
  std::vector<std::string> sessions;
  std::vector<std::optional<std::string>> registrations;
  std::vector<std::string> devices;
  std::vector<std::string> scans;
  std::vector<absl::Time> times;
  std::vector<std::optional<std::string>> canonical_devices;
  std::vector<std::optional<std::string>> canonical_scans;
  std::vector<std::optional<absl::Time>> canonical_times;
  for (const Conflict& conflict : conflicts) {
    kinds.push_back(EnumText(conflict.kind));
    sessions.push_back(conflict.session);
    registrations.push_back(db::NullIfEmpty(conflict.registration));
    devices.push_back(conflict.device);
    scans.push_back(conflict.scan_id);
    times.push_back(conflict.scan_time);
    canonical_devices.push_back(db::NullIfEmpty(conflict.canonical_device));
    canonical_scans.push_back(db::NullIfEmpty(conflict.canonical_scan_id));
    canonical_times.push_back(conflict.canonical_scan_time);
  }
  return tx
      .Exec(sql::kSaveConflicts, event, IdsOf(conflicts), kinds, sessions,
            registrations, devices, scans, times, canonical_devices,
            canonical_scans, canonical_times)
      .status();
}

absl::Status RefreshDuplicates(
    db::Transaction& tx, const std::string& event,
    const std::map<std::string, door::Policy>& policies,
    const Histories& histories) {
  const auto [people, conflicts] = DuplicatesOf(policies, histories);
  if (people.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(
      tx.Exec(sql::kSettleDuplicates, event,
              db::ColumnOf(people,
                           [](const auto& person) { return person.first; }),
              db::ColumnOf(people,
                           [](const auto& person) { return person.second; }),
              IdsOf(conflicts))
          .status());
  return SaveConflicts(tx, event, conflicts);
}

absl::Status RefreshOverCapacity(db::Transaction& tx,
                                 const SessionName& session, int place_count) {
  ASSIGN_OR_RETURN(
      const pqxx::result rows,
      tx.Exec(sql::kListOccupants, session.event, session.session));
  if (rows.empty()) return absl::OkStatus();
  std::vector<RoomStay> stays;
  for (const pqxx::row& row : rows) {
    stays.push_back(
        {db::TextOf(row, "registration_id"),
         {db::TimeOf(row, "start_time"), db::OptionalTimeOf(row, "end_time"),
          db::TextOf(row, "device_id"), db::TextOf(row, "scan_id"),
          db::BoolOf(row, "offline")}});
  }
  const std::vector<Conflict> conflicts =
      OverCapacityOf(session.session, place_count, std::move(stays));
  RETURN_IF_ERROR(tx.Exec(sql::kSettleOverCapacity, session.event,
                          session.session, IdsOf(conflicts))
                      .status());
  return SaveConflicts(tx, session.event, conflicts);
}

absl::Status SettleScan(db::Transaction& tx, const std::string& event,
                        const std::string& device, const std::string& scan_id) {
  return tx.Exec(sql::kSettleScan, event, device, scan_id).status();
}

absl::StatusOr<std::vector<Conflict>> ConflictStore::ListConflicts(
    const EventName& event, const ConflictFilter& filter, const Page& page,
    absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<Conflict>> {
        RETURN_IF_ERROR(CheckEventExists(tx, event));
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Exec(sql::kListConflicts, event.event, db::NullIfEmpty(page.key),
                    page.size + 1, db::NullIfEmpty(filter.session),
                    Shows(filter, v1::Conflict::STATE_OPEN),
                    Shows(filter, v1::Conflict::STATE_RESOLVED),
                    Shows(filter, v1::Conflict::STATE_SETTLED)));
        std::vector<Conflict> conflicts;
        for (const pqxx::row& row : rows) conflicts.push_back(ConflictOf(row));
        return conflicts;
      });
}

absl::StatusOr<Conflict> ConflictStore::ResolveConflict(
    const ConflictName& name, const std::string& note, const auth::Act& act,
    absl::Time deadline) {
  return db::Transact(pool_, deadline, [&](db::Transaction& tx) {
    return Resolve(tx, name, note, act);
  });
}

}  // namespace rollcall::checkin
