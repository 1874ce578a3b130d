#include "services/checkin/derivation.h"

#include <algorithm>

namespace rollcall::checkin {
namespace {

using v1::PresenceEvent;
using v1::PresenceInterval;

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

// Notes what an interval counts for that comes or, with a `change` of -1, goes.
void Note(const IntervalKey& key, const Interval& interval, int change,
          IntervalChanges& changes) {
  if (interval.anomaly != PresenceInterval::ANOMALY_UNSPECIFIED) return;
  if (interval.end) {
    changes.recounted.insert(std::get<0>(key));
  } else {
    changes.open[{std::get<1>(key), interval.start}] += change;
  }
}

}  // namespace

EndCounts IntervalChanges::Ends() const {
  EndCounts ends;
  for (const auto* entry : added) ++ends[entry->second.end_source];
  for (const auto* entry : changed) ++ends[entry->second.end_source];
  return ends;
}

Derivation::Derivation(const Agenda& agenda, const Instances& instances,
                       ConnectionChanges changes, absl::Time now)
    : agenda_(agenda),
      instances_(instances),
      before_(std::move(changes.before)),
      after_(std::move(changes.after)),
      now_(now) {
  for (const auto& [key, row] : after_) {
    ConnectionHistory& history = histories_[key];
    if (const auto hours = HoursOf(SessionOf(key))) {
      history.session_end = hours->end;
    }
    history.heartbeats = row.heartbeats;
    if (IsNew(key)) history.events = std::move(changes.events[key]);
    for (const InstanceEvent& event :
         instances_.at(InstanceOf(key)).facts.events) {
      if (event.kind == PresenceEvent::KIND_INSTANCE_ENDED) {
        history.instance_ends.push_back(event.event_time);
      } else if (event.kind == PresenceEvent::KIND_SNAPSHOT) {
        history.absent.push_back(event.event_time);
      }
    }
  }
}

// The session of the connection; empty when it is not known.
const std::string& Derivation::SessionOf(const ConnectionKey& key) const {
  return key.session.empty() ? instances_.at(InstanceOf(key)).session
                             : key.session;
}

std::optional<SessionHours> Derivation::HoursOf(
    const std::string& session) const {
  const auto it = agenda_.find(session);
  if (it == agenda_.end()) return std::nullopt;
  return it->second;
}

std::set<std::string> Derivation::RemeasuredSessions() const {
  std::set<std::string> sessions;
  for (const auto& [key, instance] : instances_) {
    sessions.insert(instance.remeasured.begin(), instance.remeasured.end());
  }
  return sessions;
}

void Derivation::Recount(const std::string& registration) {
  recounted_.insert(registration);
}

std::vector<const ConnectionKey*> Derivation::KnownConnections() const {
  std::vector<const ConnectionKey*> keys;
  for (const auto& [key, row] : after_) {
    if (!IsNew(key)) keys.push_back(&key);
  }
  return keys;
}

void Derivation::AddEvent(const ConnectionKey& key,
                          const ConnectionEvent& event) {
  histories_.at(key).events.push_back(event);
}

std::vector<const ConnectionKey*> Derivation::SnapshotConnections() const {
  std::vector<const ConnectionKey*> keys;
  bool has_snapshots = false;
  for (const auto& [key, history] : histories_) {
    keys.push_back(&key);
    has_snapshots |= !history.absent.empty();
  }
  if (!has_snapshots) keys.clear();
  return keys;
}

void Derivation::AddSighting(const ConnectionKey& key, absl::Time time) {
  ConnectionHistory& history = histories_.at(key);
  history.present.push_back(time);
  std::erase(history.absent, time);
  has_sightings_ = true;
}

void Derivation::Fold() {
  if (has_sightings_) AssignSightings();
  for (auto& [key, row] : after_) Fold(key, row);
}

// Snapshots name connections without a session: where others say which one it
// is, what they saw is of that one.
void Derivation::AssignSightings() {
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

void Derivation::Fold(const ConnectionKey& key, ConnectionRow& row) {
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

std::set<std::string> Derivation::People() const {
  std::set<std::string> people = recounted_;
  for (const auto& [key, row] : after_) {
    if (!row.owner.empty()) people.insert(row.owner);
    if (IsNew(key)) continue;
    const ConnectionRow& old = before_.at(key);
    if (!old.owner.empty()) people.insert(old.owner);
  }
  return people;
}

std::vector<CountedConnection> Derivation::CountedConnections() const {
  std::vector<CountedConnection> connections;
  for (const auto& [key, row] : after_) {
    if (IsNew(key)) continue;
    const ConnectionRow& old = before_.at(key);
    if (old.counted_session.empty()) continue;
    connections.push_back({&key, &old});
  }
  return connections;
}

void Derivation::AddKept(const CountedConnection& connection, int ordinal,
                         const Interval& interval) {
  const auto& [key, row] = connection;
  // The other one's, which is named alike.
  if (key->session.empty() != (ordinal < 0)) return;
  kept_[{row->owner, row->counted_session, *key, ordinal}] = interval;
}

IntervalChanges Derivation::ChangesOfIntervals() const {
  IntervalChanges changes;
  changes.recounted = recounted_;
  for (const auto& [key, interval] : kept_) {
    if (wanted_.count(key) > 0) continue;
    changes.gone.push_back(&key);
    Note(key, interval, -1, changes);
  }
  for (const auto& entry : wanted_) {
    const auto& [key, interval] = entry;
    const auto old = kept_.find(key);
    if (old == kept_.end()) {
      changes.added.push_back(&entry);
    } else if (old->second != interval) {
      changes.changed.push_back(&entry);
      Note(key, old->second, -1, changes);
    } else {
      continue;
    }
    Note(key, interval, 1, changes);
  }
  return changes;
}

ConnectionRows Derivation::NewRows() const {
  ConnectionRows rows;
  for (const auto& [key, row] : after_) {
    if (IsNew(key)) rows.emplace(key, row);
  }
  return rows;
}

ConnectionRows Derivation::ChangedRows() const {
  ConnectionRows rows;
  for (const auto& [key, row] : after_) {
    if (!IsNew(key) && row != before_.at(key)) rows.emplace(key, row);
  }
  return rows;
}

}  // namespace rollcall::checkin
