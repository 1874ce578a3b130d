#include "services/checkin/stay_store.h"

#include <algorithm>
#include <optional>

#include "checkin_sql.h"
#include "common/api/enum_text.h"

namespace rollcall::checkin {
namespace {

using door::FoldPassages;
using door::Passage;
using door::Stay;

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

  void AddKey(const PersonAtDoor& person, size_t index) {
    registrations.push_back(person.first);
    sessions.push_back(person.second);
    ordinals.push_back(static_cast<int>(index) + 1);
  }
};

bool AreSame(const Stay& a, const Stay& b) {
  return a.entry.scan_time == b.entry.scan_time && a.end == b.end;
}

// How stays have changed.
class Changes {
 public:
  void Add(const PersonAtDoor& person, const History& history) {
    const std::vector<Stay> before = FoldPassages(history.before);
    const std::vector<Stay> now = FoldPassages(history.passages);
    bool has_changed = before.size() != now.size();
    for (size_t i = 0; i < now.size(); ++i) {
      if (i < before.size() && AreSame(before[i], now[i])) continue;
      has_changed = true;
      saved_.AddKey(person, i);
      saved_.starts.push_back(now[i].entry.scan_time);
      saved_.ends.push_back(now[i].end);
    }
    for (size_t i = now.size(); i < before.size(); ++i) {
      deleted_.AddKey(person, i);
    }
    if (!has_changed) return;
    movement_.recounted.push_back(person.first);
    Count(person.second, before, now);
  }

  absl::StatusOr<Movement> Save(db::Transaction& tx, const std::string& event) {
    if (!deleted_.ordinals.empty()) {
      RETURN_IF_ERROR(tx.Exec(sql::kDeleteStays, event, deleted_.registrations,
                              deleted_.sessions, deleted_.ordinals)
                          .status());
    }
    if (!saved_.ordinals.empty()) {
      RETURN_IF_ERROR(tx.Exec(sql::kSaveStays, event, saved_.registrations,
                              saved_.sessions, saved_.ordinals, saved_.starts,
                              saved_.ends)
                          .status());
    }
    return std::move(movement_);
  }

 private:
  void Count(const std::string& session, const std::vector<Stay>& before,
             const std::vector<Stay>& now) {
    const int change = static_cast<int>(InsideSince(now).has_value()) -
                       static_cast<int>(InsideSince(before).has_value());
    if (change != 0 && (movement_.inside[session] += change) == 0) {
      movement_.inside.erase(session);
    }
  }

  Columns saved_;
  Columns deleted_;
  Movement movement_;
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
  Changes changes;
  for (const auto& [person, history] : histories) {
    if (history.HasChanged()) changes.Add(person, history);
  }
  return changes.Save(tx, event);
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
