#include "services/checkin/presence_batch.h"

#include <algorithm>

#include "common/api/not_found.h"
#include "common/status/error.h"

namespace rollcall::checkin {
namespace {

using v1::PresenceEvent;
using Result = v1::ReportPresenceResponse::Result;

bool IsOfInstance(PresenceEvent::Kind kind) {
  return kind == PresenceEvent::KIND_INSTANCE_STARTED ||
         kind == PresenceEvent::KIND_INSTANCE_ENDED ||
         kind == PresenceEvent::KIND_SNAPSHOT;
}

bool IsJoinOrLeave(PresenceEvent::Kind kind) {
  return kind == PresenceEvent::KIND_JOIN || kind == PresenceEvent::KIND_LEAVE;
}

InstanceKey InstanceOf(const PresenceReport& report) {
  return {report.connection.source, report.connection.instance};
}

absl::Status Reused(const EventKey& key) {
  return Error(error::v1::SOURCE_EVENT_ID_REUSED,
               "The event was reported before with other content.",
               {{"sourceEventId", key.second}});
}

// Of a connection that says different things about its kind, what counts
// least for a person.
v1::Participant::Kind Stronger(v1::Participant::Kind a,
                               v1::Participant::Kind b) {
  const auto strength = [](v1::Participant::Kind kind) {
    switch (kind) {
      case v1::Participant::KIND_BOT:
        return 3;
      case v1::Participant::KIND_RECORDER:
        return 2;
      case v1::Participant::KIND_BRIDGE:
        return 1;
      default:
        return 0;
    }
  };
  return strength(a) >= strength(b) ? a : b;
}

}  // namespace

PresenceBatch::PresenceBatch(const std::string& event,
                             const std::vector<PresenceReport>& reports,
                             const std::set<size_t>& reused, Agenda agenda,
                             absl::Time now)
    : event_(event),
      reports_(reports),
      agenda_(std::move(agenda)),
      now_(now),
      results_(reports.size()) {
  for (size_t i = 0; i < reports_.size(); ++i) {
    const std::string& session = reports_[i].connection.session;
    if (!session.empty() && agenda_.count(session) == 0) {
      Reject(i, NotFound(SessionName{event_, session}));
    } else if (reused.count(i) > 0) {
      Reject(i, Reused(KeyOf(i)));
    } else if (reports_[i].event.kind == PresenceEvent::KIND_HEARTBEAT) {
      results_[i].outcome = Result::OUTCOME_RECORDED;
    } else {
      firsts_.emplace(KeyOf(i), i);
    }
  }
}

bool PresenceBatch::IsRejected(size_t i) const {
  return results_[i].outcome == Result::OUTCOME_REJECTED;
}

bool PresenceBatch::IsNew(size_t i) const {
  return results_[i].outcome == Result::OUTCOME_RECORDED;
}

void PresenceBatch::Reject(size_t i, absl::Status error) {
  results_[i] = {Result::OUTCOME_REJECTED, "", std::move(error)};
}

EventKey PresenceBatch::KeyOf(size_t i) const {
  return {reports_[i].connection.source, reports_[i].event.source_event_id};
}

// Of rejected events nothing is kept, not even when they were.
Seen PresenceBatch::SeenInstances() const {
  Seen seen;
  for (size_t i = 0; i < reports_.size(); ++i) {
    if (IsRejected(i)) continue;
    const absl::Time time = reports_[i].event.event_time;
    const auto [it, is_new] =
        seen.try_emplace(InstanceOf(reports_[i]), time, time);
    it->second.first = std::min(it->second.first, time);
    it->second.second = std::max(it->second.second, time);
  }
  return seen;
}

void PresenceBatch::SetInstances(Instances instances) {
  instances_ = std::move(instances);
}

void PresenceBatch::SetInserted(std::set<EventKey> inserted) {
  inserted_ = std::move(inserted);
  for (const EventKey& key : inserted_) {
    hashes_[key] = reports_[firsts_.at(key)].content_hash;
  }
}

std::vector<EventKey> PresenceBatch::RepeatedEvents() const {
  std::vector<EventKey> repeated;
  for (const auto& [key, i] : firsts_) {
    if (inserted_.count(key) == 0) repeated.push_back(key);
  }
  return repeated;
}

void PresenceBatch::AddHash(const EventKey& key, std::string content_hash) {
  hashes_[key] = std::move(content_hash);
}

std::set<size_t> PresenceBatch::TellRepeats() {
  std::set<size_t> reused;
  for (size_t i = 0; i < reports_.size(); ++i) {
    if (IsRejected(i) || IsNew(i)) continue;
    const EventKey key = KeyOf(i);
    if (hashes_[key] != reports_[i].content_hash) {
      reused.insert(i);
    } else if (firsts_.at(key) == i && inserted_.count(key) > 0) {
      results_[i].outcome = Result::OUTCOME_RECORDED;
    } else {
      results_[i].outcome = Result::OUTCOME_DUPLICATE;
    }
  }
  return reused;
}

std::vector<size_t> PresenceBatch::NewSnapshots() const {
  std::vector<size_t> positions;
  for (size_t i = 0; i < reports_.size(); ++i) {
    if (IsNew(i) && !reports_[i].present.empty()) positions.push_back(i);
  }
  return positions;
}

// The connections that new events are of, or have seen.
std::set<ConnectionKey> PresenceBatch::NewConnections() const {
  std::set<ConnectionKey> keys;
  for (size_t i = 0; i < reports_.size(); ++i) {
    if (!IsNew(i)) continue;
    const PresenceReport& report = reports_[i];
    if (!IsOfInstance(report.event.kind)) keys.insert(report.connection);
    for (const std::string& connection : report.present) {
      keys.insert({"", report.connection.source, report.connection.instance,
                   connection});
    }
  }
  return keys;
}

// What is new about an instance is new about all of its connections.
Instances PresenceBatch::SettleInstances() {
  Instances moved;
  for (auto& [key, instance] : instances_) {
    const std::string session = SessionOf(instance.facts, agenda_);
    if (session == instance.session) continue;
    instance.remeasured = {instance.session, session};
    instance.session = session;
    moved.emplace(key, instance);
    changed_instances_.insert(key);
  }
  for (size_t i = 0; i < reports_.size(); ++i) {
    if (!IsNew(i) || !IsOfInstance(reports_[i].event.kind)) continue;
    Instance& instance = instances_.at(InstanceOf(reports_[i]));
    instance.remeasured.insert(instance.session);
    changed_instances_.insert(InstanceOf(reports_[i]));
  }
  return moved;
}

std::set<ConnectionKey> PresenceBatch::Connections() const {
  std::set<ConnectionKey> keys = NewConnections();
  for (size_t i = 0; i < reports_.size(); ++i) {
    if (!IsRejected(i) && !IsOfInstance(reports_[i].event.kind)) {
      keys.insert(reports_[i].connection);
    }
  }
  return keys;
}

void PresenceBatch::SetRows(ConnectionRows rows) {
  before_ = std::move(rows);
  after_ = before_;
}

void PresenceBatch::AddNews() {
  // Of a connection without a row nothing was known before.
  for (const ConnectionKey& key : NewConnections()) after_.try_emplace(key);
  for (size_t i = 0; i < reports_.size(); ++i) {
    const PresenceReport& report = reports_[i];
    if (!IsNew(i)) continue;
    if (report.event.kind == PresenceEvent::KIND_HEARTBEAT) {
      AddHeartbeat(report.event.event_time,
                   after_.at(report.connection).heartbeats);
    } else if (IsJoinOrLeave(report.event.kind) &&
               before_.count(report.connection) == 0) {
      new_events_[report.connection].push_back(report.event);
    }
  }
  AddParticipants();
}

void PresenceBatch::AddParticipants() {
  // One who is named several times is looked for once.
  std::map<std::vector<std::string>, size_t> positions;
  for (size_t i = 0; i < reports_.size(); ++i) {
    const PresenceReport& report = reports_[i];
    if (!IsNew(i) || IsOfInstance(report.event.kind)) continue;
    ConnectionRow& row = after_.at(report.connection);
    if (!row.resolved) {
      row.kind = Stronger(row.kind, report.participant.kind);
    }
    const Participant& who = report.participant;
    if (!who.IsKnown()) continue;
    const auto [it, is_first] = positions.try_emplace(
        {who.join_token, who.registration, who.external_id, who.email_key},
        participants_.size());
    if (is_first) {
      participants_.push_back(&who);
      named_on_.emplace_back();
    }
    named_on_[it->second].insert(report.connection);
  }
}

void PresenceBatch::Offer(size_t position, int match_rank,
                          const std::string& owner) {
  for (const ConnectionKey& key : named_on_[position]) {
    checkin::Offer(match_rank, owner, after_.at(key));
  }
}

std::vector<size_t> PresenceBatch::Words() const {
  std::vector<size_t> positions;
  for (size_t i = 0; i < reports_.size(); ++i) {
    const PresenceReport& report = reports_[i];
    if (!IsNew(i) || !report.participant.HasWords()) continue;
    if (after_.at(report.connection).owner.empty()) positions.push_back(i);
  }
  return positions;
}

std::vector<ConnectionKey> PresenceBatch::MatchedConnections() const {
  std::vector<ConnectionKey> keys;
  for (const auto& [key, row] : after_) {
    const auto old = before_.find(key);
    if (!row.owner.empty() && old != before_.end() &&
        old->second.owner.empty()) {
      keys.push_back(key);
    }
  }
  return keys;
}

// Whether an end of `instance`, or what it had, is known.
bool PresenceBatch::HasEnds(const InstanceKey& instance) const {
  for (const InstanceEvent& event : instances_.at(instance).facts.events) {
    if (event.kind != PresenceEvent::KIND_INSTANCE_STARTED) return true;
  }
  return false;
}

ConnectionRows PresenceBatch::Prolong() {
  std::set<ConnectionKey> heard;
  for (size_t i = 0; i < reports_.size(); ++i) {
    if (IsNew(i) && reports_[i].event.kind == PresenceEvent::KIND_HEARTBEAT) {
      heard.insert(reports_[i].connection);
    }
  }
  for (size_t i = 0; i < reports_.size(); ++i) {
    if (IsNew(i) && IsJoinOrLeave(reports_[i].event.kind)) {
      heard.erase(reports_[i].connection);
    }
  }
  ConnectionRows rows;
  for (const ConnectionKey& key : heard) {
    const InstanceKey instance = {key.source, key.instance};
    const auto old = before_.find(key);
    if (old == before_.end() || changed_instances_.count(instance) > 0 ||
        HasEnds(instance)) {
      continue;
    }
    ConnectionRow& row = after_.at(key);
    const auto due =
        checkin::Prolong(row.due, old->second.heartbeats, row.heartbeats, now_);
    ConnectionRow prolonged = old->second;
    prolonged.heartbeats = row.heartbeats;
    if (!due || prolonged != row) continue;
    row.due = due;
    prolonged_.insert(key);
    if (row != old->second) rows.emplace(key, row);
  }
  return rows;
}

// What has to be derived anew: the connections of new events, those named
// alike, and all of instances about which something is new.
ConnectionChanges PresenceBatch::Changes() {
  std::set<ConnectionKey> names;
  for (ConnectionKey key : NewConnections()) {
    if (prolonged_.count(key) > 0) continue;
    key.session.clear();
    names.insert(key);
  }
  ConnectionRows touched;
  for (const auto& [key, row] : after_) {
    ConnectionKey name = key;
    name.session.clear();
    if (names.count(name) > 0 ||
        changed_instances_.count({key.source, key.instance}) > 0) {
      touched.emplace(key, row);
    }
  }
  return {std::move(before_), std::move(touched), std::move(new_events_)};
}

std::vector<PresenceResult> PresenceBatch::Results() {
  for (size_t i = 0; i < reports_.size(); ++i) {
    const PresenceReport& report = reports_[i];
    if (IsRejected(i)) continue;
    const std::string& instance_session =
        instances_.at(InstanceOf(report)).session;
    const bool has_session =
        !report.connection.session.empty() || !instance_session.empty();
    if (IsOfInstance(report.event.kind)) {
      if (IsNew(i) && !has_session) {
        results_[i].outcome = Result::OUTCOME_UNMATCHED;
      }
      continue;
    }
    const ConnectionRow& row = after_.at(report.connection);
    if (row.kind == v1::Participant::KIND_PERSON) {
      results_[i].registration = row.owner;
    }
    if (!IsNew(i)) continue;
    if (row.kind != v1::Participant::KIND_PERSON) {
      results_[i].outcome = Result::OUTCOME_EXCLUDED;
    } else if (row.owner.empty() || !has_session) {
      results_[i].outcome = Result::OUTCOME_UNMATCHED;
    }
  }
  return std::move(results_);
}

}  // namespace rollcall::checkin
