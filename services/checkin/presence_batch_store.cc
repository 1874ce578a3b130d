#include "services/checkin/presence_batch_store.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"

#include "checkin_sql.h"
#include "common/api/email.h"
#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/attendance/attendance.h"
#include "common/status/error.h"
#include "common/trail/trail.h"
#include "services/checkin/derivation_store.h"
#include "services/checkin/instance_store.h"

namespace rollcall::checkin {
namespace {

using v1::PresenceEvent;
using Result = v1::ReportPresenceResponse::Result;

// What a platform knows an event by.
using EventKey = std::pair<std::string, std::string>;

bool IsOfInstance(PresenceEvent::Kind kind) {
  return kind == PresenceEvent::KIND_INSTANCE_STARTED ||
         kind == PresenceEvent::KIND_INSTANCE_ENDED ||
         kind == PresenceEvent::KIND_SNAPSHOT;
}

bool IsJoinOrLeave(PresenceEvent::Kind kind) {
  return kind == PresenceEvent::KIND_JOIN || kind == PresenceEvent::KIND_LEAVE;
}

class Batch {
 public:
  Batch(db::Transaction& tx, const std::string& event,
        const std::vector<PresenceReport>& reports, absl::Time now)
      : tx_(tx),
        event_(event),
        reports_(reports),
        now_(now),
        results_(reports.size()) {}

  // Holds the event first, locks instances before registrations, and rollups
  // last, as every writer does.
  absl::StatusOr<std::vector<PresenceResult>> Record() {
    ASSIGN_OR_RETURN(const bool exists, attendance::HoldMeasures(tx_, event_));
    if (!exists) return NotFound(EventName{event_});
    ASSIGN_OR_RETURN(agenda_, ListSessionHours(tx_, event_));
    RejectUnknownSessions();
    RETURN_IF_ERROR(LockSeenInstances());
    RETURN_IF_ERROR(InsertEvents());
    RETURN_IF_ERROR(InsertSnapshots());
    RETURN_IF_ERROR(SettleInstances());
    RETURN_IF_ERROR(ReadRows());
    AddConnections();
    AddHeartbeats();
    RETURN_IF_ERROR(MatchOwners());
    RETURN_IF_ERROR(ProlongConnections());
    RETURN_IF_ERROR(
        DeriveConnections(tx_, event_, agenda_, instances_, Changes(), now_));
    RETURN_IF_ERROR(Audit());
    Answer();
    return std::move(results_);
  }

 private:
  bool IsRejected(size_t i) const {
    return results_[i].outcome == Result::OUTCOME_REJECTED;
  }

  bool IsNew(size_t i) const {
    return results_[i].outcome == Result::OUTCOME_RECORDED;
  }

  void Reject(size_t i, absl::Status error) {
    results_[i] = {Result::OUTCOME_REJECTED, "", std::move(error)};
  }

  static InstanceKey InstanceOf(const PresenceReport& report) {
    return {report.connection.source, report.connection.instance};
  }

  void RejectUnknownSessions() {
    for (size_t i = 0; i < reports_.size(); ++i) {
      const std::string& session = reports_[i].connection.session;
      if (session.empty() || agenda_.count(session) > 0) continue;
      Reject(i, NotFound(SessionName{event_, session}));
    }
  }

  // Of rejected events nothing is kept, not even when they were.
  absl::Status LockSeenInstances() {
    Seen seen;
    for (size_t i = 0; i < reports_.size(); ++i) {
      if (IsRejected(i)) continue;
      const absl::Time time = reports_[i].event.event_time;
      const auto [it, is_new] =
          seen.try_emplace(InstanceOf(reports_[i]), time, time);
      it->second.first = std::min(it->second.first, time);
      it->second.second = std::max(it->second.second, time);
    }
    if (seen.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(instances_, LockInstances(tx_, event_, seen));
    return absl::OkStatus();
  }

  // Tells new events from repeated ones, and those from other content under the
  // same id. Heartbeats are no events of their own.
  absl::Status InsertEvents() {
    // Of equal ids in one batch the first stands for all.
    std::map<EventKey, size_t> firsts;
    for (size_t i = 0; i < reports_.size(); ++i) {
      if (IsRejected(i)) continue;
      if (reports_[i].event.kind == PresenceEvent::KIND_HEARTBEAT) {
        results_[i].outcome = Result::OUTCOME_RECORDED;
      } else {
        firsts.emplace(KeyOf(i), i);
      }
    }
    if (firsts.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::set<EventKey> inserted, InsertFirsts(firsts));
    std::map<EventKey, size_t> seen;
    std::map<EventKey, std::string> hashes;
    for (const auto& [key, i] : firsts) {
      if (inserted.count(key) > 0) {
        hashes[key] = reports_[i].content_hash;
      } else {
        seen.emplace(key, i);
      }
    }
    if (!seen.empty()) RETURN_IF_ERROR(ListHashes(seen, hashes));
    for (size_t i = 0; i < reports_.size(); ++i) {
      if (IsRejected(i) || IsNew(i)) continue;
      const EventKey key = KeyOf(i);
      if (hashes[key] != reports_[i].content_hash) {
        Reject(i, Error(error::v1::SOURCE_EVENT_ID_REUSED,
                        "The event was reported before with other content.",
                        {{"sourceEventId", key.second}}));
      } else if (firsts[key] == i && inserted.count(key) > 0) {
        results_[i].outcome = Result::OUTCOME_RECORDED;
      } else {
        results_[i].outcome = Result::OUTCOME_DUPLICATE;
      }
    }
    return absl::OkStatus();
  }

  EventKey KeyOf(size_t i) const {
    return {reports_[i].connection.source, reports_[i].event.source_event_id};
  }

  absl::StatusOr<std::set<EventKey>> InsertFirsts(
      const std::map<EventKey, size_t>& firsts) {
    KeyColumns columns;
    std::vector<std::string> ids;
    std::vector<std::string> kinds;
    std::vector<absl::Time> times;
    std::vector<db::Param> hashes;
    for (const auto& [key, i] : firsts) {
      const PresenceReport& report = reports_[i];
      columns.Add(report.connection);
      ids.push_back(key.second);
      kinds.push_back(EnumText(report.event.kind));
      times.push_back(report.event.event_time);
      hashes.push_back(db::ByteaParam(report.content_hash));
    }
    ASSIGN_OR_RETURN(
        const pqxx::result rows,
        tx_.Exec(sql::kInsertPresenceEvents, event_, columns.sources, ids,
                 columns.sessions, columns.instances, columns.connections,
                 kinds, times, hashes));
    std::set<EventKey> inserted;
    for (const pqxx::row& row : rows) {
      inserted.emplace(db::TextOf(row, "source"),
                       db::TextOf(row, "source_event_id"));
    }
    return inserted;
  }

  // Adds the hashes of what was reported before.
  absl::Status ListHashes(const std::map<EventKey, size_t>& seen,
                          std::map<EventKey, std::string>& hashes) {
    std::vector<std::string> sources;
    std::vector<std::string> ids;
    for (const auto& [key, i] : seen) {
      sources.push_back(key.first);
      ids.push_back(key.second);
    }
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx_.Exec(sql::kListEventHashes, event_, sources, ids));
    for (const pqxx::row& row : rows) {
      hashes[{db::TextOf(row, "source"), db::TextOf(row, "source_event_id")}] =
          db::BytesOf(row, "content_hash");
    }
    return absl::OkStatus();
  }

  absl::Status InsertSnapshots() {
    std::vector<std::string> sources;
    std::vector<std::string> instances;
    std::vector<std::string> connections;
    std::vector<absl::Time> times;
    for (size_t i = 0; i < reports_.size(); ++i) {
      if (!IsNew(i)) continue;
      for (const std::string& connection : reports_[i].present) {
        sources.push_back(reports_[i].connection.source);
        instances.push_back(reports_[i].connection.instance);
        connections.push_back(connection);
        times.push_back(reports_[i].event.event_time);
      }
    }
    if (times.empty()) return absl::OkStatus();
    return tx_
        .Exec(sql::kInsertSnapshots, event_, sources, instances, connections,
              times)
        .status();
  }

  // The connections that new events are of, or have seen.
  std::set<ConnectionKey> NewConnections() const {
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

  // Finds out which sessions the instances are of. What is new about one is new
  // about all of its connections.
  absl::Status SettleInstances() {
    if (instances_.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(ReadInstanceEvents(tx_, event_, instances_));
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
    return UpdateInstances(tx_, event_, moved);
  }

  absl::Status ReadRows() {
    std::set<ConnectionKey> keys = NewConnections();
    for (size_t i = 0; i < reports_.size(); ++i) {
      if (!IsRejected(i) && !IsOfInstance(reports_[i].event.kind)) {
        keys.insert(reports_[i].connection);
      }
    }
    if (!keys.empty()) {
      ASSIGN_OR_RETURN(
          before_,
          ListConnections(tx_, event_, std::vector(keys.begin(), keys.end())));
    }
    if (!changed_instances_.empty()) {
      ASSIGN_OR_RETURN(
          ConnectionRows all,
          ListConnections(tx_, event_,
                          std::vector<InstanceKey>(changed_instances_.begin(),
                                                   changed_instances_.end())));
      before_.merge(all);
    }
    after_ = before_;
    return absl::OkStatus();
  }

  // Of a connection without a row nothing was known before.
  void AddConnections() {
    for (const ConnectionKey& key : NewConnections()) after_.try_emplace(key);
    for (size_t i = 0; i < reports_.size(); ++i) {
      const PresenceReport& report = reports_[i];
      if (IsNew(i) && IsJoinOrLeave(report.event.kind) &&
          before_.count(report.connection) == 0) {
        new_events_[report.connection].push_back(report.event);
      }
    }
  }

  void AddHeartbeats() {
    for (size_t i = 0; i < reports_.size(); ++i) {
      const PresenceReport& report = reports_[i];
      if (IsNew(i) && report.event.kind == PresenceEvent::KIND_HEARTBEAT) {
        AddHeartbeat(report.event.event_time,
                     after_.at(report.connection).heartbeats);
      }
    }
  }

  // Finds out whose the connections are from what new events say.
  absl::Status MatchOwners() {
    // One who is named several times is looked for once.
    std::map<std::vector<std::string>, std::set<ConnectionKey>> asked;
    std::vector<std::string> join_tokens;
    std::vector<std::string> registrations;
    std::vector<std::string> external_ids;
    std::vector<std::string> email_keys;
    std::vector<std::string> alias_free_keys;
    for (size_t i = 0; i < reports_.size(); ++i) {
      const PresenceReport& report = reports_[i];
      if (!IsNew(i) || IsOfInstance(report.event.kind)) continue;
      ConnectionRow& row = after_[report.connection];
      if (!row.resolved) {
        row.kind = Stronger(row.kind, report.participant.kind);
      }
      if (!report.participant.IsKnown()) continue;
      const Participant& who = report.participant;
      asked[{who.join_token, who.registration, who.external_id, who.email_key}]
          .insert(report.connection);
    }
    std::vector<const std::set<ConnectionKey>*> connections;
    for (const auto& [who, keys] : asked) {
      connections.push_back(&keys);
      join_tokens.push_back(who[0]);
      registrations.push_back(who[1]);
      external_ids.push_back(who[2]);
      email_keys.push_back(who[3]);
      alias_free_keys.push_back(WithoutPlusAlias(who[3]));
    }
    if (!asked.empty()) {
      ASSIGN_OR_RETURN(
          const pqxx::result rows,
          tx_.Exec(sql::kMatchParticipants, event_, join_tokens, registrations,
                   external_ids, email_keys, alias_free_keys));
      for (const pqxx::row& row : rows) {
        const int rank = static_cast<int>(db::IntOf(row, "match_rank"));
        const std::string owner = db::TextOf(row, "registration_id");
        for (const ConnectionKey& key :
             *connections[db::IntOf(row, "position") - 1]) {
          Offer(rank, owner, after_.at(key));
        }
      }
    }
    RETURN_IF_ERROR(KeepParticipants());
    return DropParticipants();
  }

  // Of a connection that says different things about its kind, what counts
  // least for a person.
  static v1::Participant::Kind Stronger(v1::Participant::Kind a,
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

  absl::Status KeepParticipants() {
    KeyColumns columns;
    std::vector<std::string> external_ids;
    std::vector<std::string> emails;
    std::vector<std::string> unverified_emails;
    std::vector<std::string> display_names;
    for (size_t i = 0; i < reports_.size(); ++i) {
      const PresenceReport& report = reports_[i];
      if (!IsNew(i) || !report.participant.HasWords()) continue;
      if (!after_[report.connection].owner.empty()) continue;
      columns.Add(report.connection);
      external_ids.push_back(report.participant.external_id);
      emails.push_back(report.participant.email);
      unverified_emails.push_back(report.participant.unverified_email);
      display_names.push_back(report.participant.display_name);
    }
    if (emails.empty()) return absl::OkStatus();
    return tx_
        .Exec(sql::kKeepParticipants, event_, columns.sessions, columns.sources,
              columns.instances, columns.connections, external_ids, emails,
              unverified_emails, display_names)
        .status();
  }

  absl::Status DropParticipants() {
    KeyColumns columns;
    for (const auto& [key, row] : after_) {
      const auto old = before_.find(key);
      if (!row.owner.empty() && old != before_.end() &&
          old->second.owner.empty()) {
        columns.Add(key);
      }
    }
    if (columns.sources.empty()) return absl::OkStatus();
    return tx_
        .Exec(sql::kDropParticipants, event_, columns.sessions, columns.sources,
              columns.instances, columns.connections)
        .status();
  }

  // Whether an end of `instance`, or what it had, is known.
  bool HasEnds(const InstanceKey& instance) const {
    for (const InstanceEvent& event : instances_.at(instance).facts.events) {
      if (event.kind != PresenceEvent::KIND_INSTANCE_STARTED) return true;
    }
    return false;
  }

  // Most heartbeats change nothing but how long silence may last: that is
  // written without deriving anything.
  absl::Status ProlongConnections() {
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
          Prolong(row.due, old->second.heartbeats, row.heartbeats, now_);
      ConnectionRow prolonged = old->second;
      prolonged.heartbeats = row.heartbeats;
      if (!due || prolonged != row) continue;
      row.due = due;
      prolonged_.insert(key);
      if (row != old->second) rows.emplace(key, row);
    }
    return UpdateConnections(tx_, event_, rows);
  }

  // What has to be derived anew: the connections of new events, those named
  // alike, and all of instances about which something is new.
  ConnectionChanges Changes() {
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

  // An entry for everybody who reported something new, heartbeats aside.
  absl::Status Audit() {
    std::map<std::tuple<std::string, std::string, std::string>, int> counts;
    for (size_t i = 0; i < reports_.size(); ++i) {
      if (!IsNew(i) ||
          reports_[i].event.kind == PresenceEvent::KIND_HEARTBEAT) {
        continue;
      }
      const auth::Act& act = *reports_[i].act;
      ++counts[{act.actor, act.role, act.method}];
    }
    if (counts.empty()) return absl::OkStatus();
    std::vector<audit::Entry> entries;
    for (const auto& [act, count] : counts) {
      const auto& [actor, role, method] = act;
      entries.push_back(
          trail::EntryOf({actor, role, method, absl::StrCat("events=", count)},
                         EventName{event_}.ToString()));
    }
    return trail::AppendFreely(tx_, event_, entries);
  }

  void Answer() {
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
  }

  db::Transaction& tx_;
  const std::string& event_;
  const std::vector<PresenceReport>& reports_;
  const absl::Time now_;
  std::vector<PresenceResult> results_;
  Agenda agenda_;
  Instances instances_;
  // About which something is new that concerns all of their connections.
  std::set<InstanceKey> changed_instances_;
  // As kept, and as they will be.
  ConnectionRows before_;
  ConnectionRows after_;
  // The joins and leaves of connections without a row.
  std::map<ConnectionKey, std::vector<ConnectionEvent>> new_events_;
  // Those of which heartbeats change nothing but how long silence may last.
  std::set<ConnectionKey> prolonged_;
};

}  // namespace

absl::StatusOr<std::vector<PresenceResult>> RecordPresence(
    db::Transaction& tx, const std::string& event,
    const std::vector<PresenceReport>& reports, absl::Time now) {
  return Batch(tx, event, reports, now).Record();
}

}  // namespace rollcall::checkin
