#include "services/checkin/derivation_store.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "checkin_sql.h"
#include "common/api/enum_text.h"
#include "common/attendance/attendance.h"

namespace rollcall::checkin {
namespace {

using v1::PresenceEvent;
using v1::PresenceInterval;

// Where an interval is kept: registration, session, connection, and its number
// among those of the connection. Connections that may differ only in whether
// their session is the instance's have numbers on either side of 0.
using IntervalKey = std::tuple<std::string, std::string, ConnectionKey, int>;

// The intervals of some connections, as kept or as they should be.
using IntervalTable = std::map<IntervalKey, Interval>;

int OrdinalOf(const ConnectionKey& key, size_t number) {
  const int ordinal = static_cast<int>(number) + 1;
  return key.session.empty() ? -ordinal : ordinal;
}

// The part of `interval` that counts: closed, not odd, and within `hours`.
absl::Duration CountedLength(const Interval& interval,
                             const std::optional<SessionHours>& hours) {
  if (!interval.end ||
      interval.anomaly != PresenceInterval::ANOMALY_UNSPECIFIED) {
    return absl::ZeroDuration();
  }
  absl::Time start = interval.start;
  absl::Time end = *interval.end;
  if (hours) {
    start = std::max(start, hours->start);
    end = std::min(end, hours->end);
  }
  return std::max(end - start, absl::ZeroDuration());
}

// An array for each column of the keys of intervals.
struct IntervalKeyColumns {
  std::vector<std::string> registrations;
  std::vector<std::string> sessions;
  KeyColumns keys;
  std::vector<int> ordinals;

  void Add(const IntervalKey& key) {
    const auto& [registration, session, connection, ordinal] = key;
    registrations.push_back(registration);
    sessions.push_back(session);
    keys.Add(connection);
    ordinals.push_back(ordinal);
  }
};

// An array for each column of intervals.
struct IntervalColumns {
  IntervalKeyColumns keys;
  std::vector<absl::Time> starts;
  std::vector<std::optional<absl::Time>> ends;
  std::vector<std::string> end_sources;
  std::vector<std::string> anomalies;

  void Add(const IntervalKey& key, const Interval& interval) {
    keys.Add(key);
    starts.push_back(interval.start);
    ends.push_back(interval.end);
    end_sources.push_back(EnumText(interval.end_source));
    anomalies.push_back(EnumText(interval.anomaly));
  }
};

class Derivation {
 public:
  Derivation(db::Transaction& tx, const std::string& event,
             const Agenda& agenda, const Instances& instances,
             ConnectionChanges changes, absl::Time now)
      : tx_(tx),
        event_(event),
        agenda_(agenda),
        instances_(instances),
        before_(std::move(changes.before)),
        after_(std::move(changes.after)),
        new_events_(std::move(changes.events)),
        now_(now) {}

  absl::Status Run() {
    RETURN_IF_ERROR(FindRemeasured());
    if (after_.empty() && recounted_.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(ReadHistories());
    for (auto& [key, row] : after_) Fold(key, row);
    RETURN_IF_ERROR(LockPeople());
    RETURN_IF_ERROR(ReadKept());
    RETURN_IF_ERROR(WriteIntervals());
    RETURN_IF_ERROR(WriteRows());
    if (recounted_.empty() && open_.empty()) return absl::OkStatus();
    return attendance::Refresh(tx_, event_,
                               {recounted_.begin(), recounted_.end()}, open_);
  }

 private:
  static InstanceKey InstanceOf(const ConnectionKey& key) {
    return {key.source, key.instance};
  }

  bool IsNew(const ConnectionKey& key) const { return before_.count(key) == 0; }

  // The session of the connection; empty when it is not known.
  const std::string& SessionOf(const ConnectionKey& key) const {
    return key.session.empty() ? instances_.at(InstanceOf(key)).session
                               : key.session;
  }

  std::optional<SessionHours> HoursOf(const std::string& session) const {
    const auto it = agenda_.find(session);
    if (it == agenda_.end()) return std::nullopt;
    return it->second;
  }

  absl::Status FindRemeasured() {
    std::set<std::string> sessions;
    for (const auto& [key, instance] : instances_) {
      sessions.insert(instance.remeasured.begin(), instance.remeasured.end());
    }
    if (sessions.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        const pqxx::result rows,
        tx_.Exec(sql::kListPeopleByActual, event_,
                 std::vector<std::string>(sessions.begin(), sessions.end())));
    for (const pqxx::row& row : rows) {
      recounted_.insert(db::TextOf(row, "registration_id"));
    }
    return absl::OkStatus();
  }

  absl::Status ReadHistories() {
    if (after_.empty()) return absl::OkStatus();
    KeyColumns columns;
    std::vector<ConnectionHistory*> histories;
    for (const auto& [key, row] : after_) {
      ConnectionHistory& history = histories_[key];
      if (const auto hours = HoursOf(SessionOf(key))) {
        history.session_end = hours->end;
      }
      history.heartbeats = row.heartbeats;
      if (IsNew(key)) {
        history.events = std::move(new_events_[key]);
        continue;
      }
      columns.Add(key);
      histories.push_back(&history);
    }
    if (!histories.empty()) {
      ASSIGN_OR_RETURN(
          const pqxx::result events,
          tx_.Exec(sql::kListConnectionEvents, event_, columns.sessions,
                   columns.sources, columns.instances, columns.connections));
      for (const pqxx::row& row : events) {
        histories[db::IntOf(row, "position") - 1]->events.push_back(
            {ParseEnumText<PresenceEvent::Kind>(db::TextOf(row, "kind")),
             db::TimeOf(row, "event_time"), ""});
      }
    }
    return ReadInstanceEvents();
  }

  absl::Status ReadInstanceEvents() {
    KeyColumns columns;
    std::vector<ConnectionHistory*> histories;
    bool has_snapshots = false;
    for (auto& [key, history] : histories_) {
      columns.Add(key);
      histories.push_back(&history);
      for (const InstanceEvent& event :
           instances_.at(InstanceOf(key)).facts.events) {
        if (event.kind == PresenceEvent::KIND_INSTANCE_ENDED) {
          history.instance_ends.push_back(event.event_time);
        } else if (event.kind == PresenceEvent::KIND_SNAPSHOT) {
          history.absent.push_back(event.event_time);
          has_snapshots = true;
        }
      }
    }
    if (!has_snapshots) return absl::OkStatus();
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx_.Exec(sql::kListSightings, event_, columns.sources,
                              columns.instances, columns.connections));
    for (const pqxx::row& row : rows) {
      ConnectionHistory& history = *histories[db::IntOf(row, "position") - 1];
      const absl::Time time = db::TimeOf(row, "event_time");
      history.present.push_back(time);
      std::erase(history.absent, time);
    }
    AssignSightings();
    return absl::OkStatus();
  }

  // Snapshots name connections without a session: where others say which one it
  // is, what they saw is of that one.
  void AssignSightings() {
    std::map<ConnectionKey, std::set<std::string>> sessions;
    const auto note = [&sessions](ConnectionKey key) {
      const std::string session = std::exchange(key.session, "");
      if (!session.empty()) sessions[key].insert(session);
    };
    for (const auto& [key, row] : before_) note(key);
    for (const auto& [key, row] : after_) note(key);
    for (auto& [key, history] : histories_) {
      ConnectionKey alike = key;
      alike.session.clear();
      const auto it = sessions.find(alike);
      const size_t count = it == sessions.end() ? 0 : it->second.size();
      if (count != (key.session.empty() ? 0 : 1)) history.present.clear();
    }
  }

  void Fold(const ConnectionKey& key, ConnectionRow& row) {
    const auto [intervals, due] = FoldConnection(histories_.at(key), now_);
    const std::string& session = SessionOf(key);
    const bool counts = !row.owner.empty() && !session.empty() &&
                        row.kind == v1::Participant::KIND_PERSON;
    row.counted_session = counts ? session : "";
    row.first_time = row.last_time = std::nullopt;
    row.due = due;
    absl::Duration online;
    for (size_t i = 0; i < intervals.size(); ++i) {
      const Interval& interval = intervals[i];
      if (!row.first_time) row.first_time = interval.start;
      row.last_time = interval.end.value_or(interval.start);
      online += CountedLength(interval, HoursOf(session));
      if (counts) {
        wanted_[{row.owner, session, key, OrdinalOf(key, i)}] = interval;
      }
    }
    row.online_seconds = absl::ToInt64Seconds(online);
  }

  absl::Status LockPeople() {
    std::set<std::string> people = recounted_;
    for (const auto& [key, row] : after_) {
      if (!row.owner.empty()) people.insert(row.owner);
      if (IsNew(key)) continue;
      const ConnectionRow& old = before_.at(key);
      if (!old.owner.empty()) people.insert(old.owner);
    }
    if (people.empty()) return absl::OkStatus();
    return attendance::LockRegistrations(tx_, event_,
                                         {people.begin(), people.end()})
        .status();
  }

  absl::Status ReadKept() {
    IntervalKeyColumns columns;
    std::vector<const ConnectionKey*> keys;
    for (const auto& [key, row] : after_) {
      if (IsNew(key)) continue;
      const ConnectionRow& old = before_.at(key);
      if (old.counted_session.empty()) continue;
      keys.push_back(&key);
      columns.Add({old.owner, old.counted_session, key, 0});
    }
    if (keys.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        const pqxx::result rows,
        tx_.Exec(sql::kListConnectionIntervals, event_, columns.registrations,
                 columns.sessions, columns.keys.sources, columns.keys.instances,
                 columns.keys.connections));
    for (const pqxx::row& row : rows) {
      const size_t i = db::IntOf(row, "position") - 1;
      const int ordinal = static_cast<int>(db::IntOf(row, "ordinal"));
      // The other one's, which is named alike.
      if (keys[i]->session.empty() != (ordinal < 0)) continue;
      kept_[{columns.registrations[i], columns.sessions[i], *keys[i],
             ordinal}] = {
          db::TimeOf(row, "start_time"), db::OptionalTimeOf(row, "end_time"),
          ParseEnumText<PresenceInterval::EndSource>(
              db::TextOf(row, "end_source")),
          ParseEnumText<PresenceInterval::Anomaly>(db::TextOf(row, "anomaly"))};
    }
    return absl::OkStatus();
  }

  // Notes what an interval counts for that comes or, with a `change` of -1,
  // goes.
  void Recount(const IntervalKey& key, const Interval& interval, int change) {
    if (interval.anomaly != PresenceInterval::ANOMALY_UNSPECIFIED) return;
    if (interval.end) {
      recounted_.insert(std::get<0>(key));
    } else {
      open_[{std::get<1>(key), interval.start}] += change;
    }
  }

  absl::Status WriteIntervals() {
    IntervalKeyColumns gone;
    for (const auto& [key, interval] : kept_) {
      if (wanted_.count(key) > 0) continue;
      gone.Add(key);
      Recount(key, interval, -1);
    }
    if (!gone.ordinals.empty()) {
      RETURN_IF_ERROR(tx_.Exec(sql::kDeleteConnectionIntervals, event_,
                               gone.registrations, gone.sessions,
                               gone.keys.sources, gone.keys.instances,
                               gone.keys.connections, gone.ordinals)
                          .status());
    }
    IntervalColumns added;
    IntervalColumns changed;
    for (const auto& [key, interval] : wanted_) {
      const auto old = kept_.find(key);
      if (old == kept_.end()) {
        added.Add(key, interval);
      } else if (old->second != interval) {
        changed.Add(key, interval);
        Recount(key, old->second, -1);
      } else {
        continue;
      }
      Recount(key, interval, 1);
    }
    RETURN_IF_ERROR(Write(sql::kInsertConnectionIntervals, added));
    return Write(sql::kUpdateConnectionIntervals, changed);
  }

  absl::Status Write(const db::Statement& statement,
                     const IntervalColumns& intervals) {
    if (intervals.starts.empty()) return absl::OkStatus();
    const IntervalKeyColumns& keys = intervals.keys;
    return tx_
        .Exec(statement, event_, keys.registrations, keys.sessions,
              keys.keys.sources, keys.keys.instances, keys.keys.connections,
              keys.ordinals, intervals.starts, intervals.ends,
              intervals.end_sources, intervals.anomalies)
        .status();
  }

  absl::Status WriteRows() {
    ConnectionRows added;
    ConnectionRows changed;
    for (const auto& [key, row] : after_) {
      if (IsNew(key)) {
        added.emplace(key, row);
      } else if (row != before_.at(key)) {
        changed.emplace(key, row);
      }
    }
    RETURN_IF_ERROR(InsertConnections(tx_, event_, added));
    return UpdateConnections(tx_, event_, changed);
  }

  db::Transaction& tx_;
  const std::string& event_;
  const Agenda& agenda_;
  const Instances& instances_;
  const ConnectionRows before_;
  ConnectionRows after_;
  std::map<ConnectionKey, std::vector<ConnectionEvent>> new_events_;
  const absl::Time now_;
  std::map<ConnectionKey, ConnectionHistory> histories_;
  IntervalTable kept_;
  IntervalTable wanted_;
  std::set<std::string> recounted_;
  attendance::OpenConnections open_;
};

}  // namespace

absl::Status DeriveConnections(db::Transaction& tx, const std::string& event,
                               const Agenda& agenda, const Instances& instances,
                               ConnectionChanges changes, absl::Time now) {
  return Derivation(tx, event, agenda, instances, std::move(changes), now)
      .Run();
}

}  // namespace rollcall::checkin
