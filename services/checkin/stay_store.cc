#include "services/checkin/stay_store.h"

#include <optional>
#include <utility>
#include <vector>

#include "checkin_sql.h"
#include "common/api/enum_text.h"

namespace rollcall::checkin {
namespace {

using door::Passage;

Passage PassageOf(const pqxx::row& row) {
  Passage passage;
  passage.scan_id = db::TextOf(row, "scan_id");
  passage.direction =
      ParseEnumText<door::Direction>(db::TextOf(row, "direction"));
  passage.scan_time = db::TimeOf(row, "scan_time");
  passage.device = db::TextOf(row, "device_id");
  passage.gate = db::TextOf(row, "gate");
  passage.offline = db::BoolOf(row, "offline");
  passage.forced = db::BoolOf(row, "forced");
  return passage;
}

// Stays as array parameters.
struct Columns {
  std::vector<std::string> registrations;
  std::vector<std::string> sessions;
  std::vector<int> ordinals;
  std::vector<absl::Time> starts;
  std::vector<std::optional<absl::Time>> ends;

  void AddKey(StayKey key) {
    registrations.push_back(std::move(key.first.first));
    sessions.push_back(std::move(key.first.second));
    ordinals.push_back(key.second);
  }
};

}  // namespace

absl::StatusOr<Histories> LoadHistories(db::Transaction& tx,
                                        const std::string& event,
                                        const std::set<PersonAtDoor>& people) {
  Histories histories;
  if (people.empty()) return histories;
  std::vector<std::string> registrations;
  std::vector<std::string> sessions;
  for (const auto& [registration, session] : people) {
    registrations.push_back(registration);
    sessions.push_back(session);
    histories[{registration, session}];
  }
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListPassages, event, registrations, sessions));
  for (const pqxx::row& row : rows) {
    histories[{db::TextOf(row, "registration_id"),
               db::TextOf(row, "session_id")}]
        .before.push_back(PassageOf(row));
  }
  for (auto& [person, history] : histories) history.passages = history.before;
  return histories;
}

absl::StatusOr<Movement> SaveStays(db::Transaction& tx,
                                   const std::string& event,
                                   const Histories& histories) {
  StayChanges changes = ChangesOf(histories);
  if (!changes.deleted.empty()) {
    Columns gone;
    for (StayKey& key : changes.deleted) gone.AddKey(std::move(key));
    RETURN_IF_ERROR(tx.Exec(sql::kDeleteStays, event, gone.registrations,
                            gone.sessions, gone.ordinals)
                        .status());
  }
  if (!changes.saved.empty()) {
    Columns saved;
    for (SavedStay& stay : changes.saved) {
      saved.AddKey(std::move(stay.key));
      saved.starts.push_back(stay.start);
      saved.ends.push_back(stay.end);
    }
    RETURN_IF_ERROR(tx.Exec(sql::kSaveStays, event, saved.registrations,
                            saved.sessions, saved.ordinals, saved.starts,
                            saved.ends)
                        .status());
  }
  return std::move(changes.movement);
}

absl::Status AddOccupancy(db::Transaction& tx, const std::string& event,
                          const std::map<std::string, int64_t>& inside) {
  if (inside.empty()) return absl::OkStatus();
  std::vector<std::string> sessions;
  std::vector<int64_t> changes;
  for (const auto& [session, change] : inside) {
    sessions.push_back(session);
    changes.push_back(change);
  }
  return tx.Exec(sql::kAddOccupancy, event, sessions, changes, tx.writer_slot())
      .status();
}

}  // namespace rollcall::checkin
