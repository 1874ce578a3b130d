#include "services/checkin/presence_batch_store.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "checkin_sql.h"
#include "common/api/email.h"
#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/attendance/attendance.h"
#include "common/status/error.h"
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
    RETURN_IF_ERROR(AddConnections());
    RETURN_IF_ERROR(AddHeartbeats());
    RETURN_IF_ERROR(SettleInstances());
    RETURN_IF_ERROR(ReadRows());
    RETURN_IF_ERROR(MatchOwners());
    RETURN_IF_ERROR(DeriveConnections(tx_, event_, agenda_, instances_, before_,
                                      Touched(), now_));
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
    ASSIGN_OR_RETURN(auto hashes, ListHashes(firsts));
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

  absl::StatusOr<std::map<EventKey, std::string>> ListHashes(
      const std::map<EventKey, size_t>& firsts) {
    std::vector<std::string> sources;
    std::vector<std::string> ids;
    for (const auto& [key, i] : firsts) {
      sources.push_back(key.first);
      ids.push_back(key.second);
    }
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx_.Exec(sql::kListEventHashes, event_, sources, ids));
    std::map<EventKey, std::string> hashes;
    for (const pqxx::row& row : rows) {
      hashes[{db::TextOf(row, "source"), db::TextOf(row, "source_event_id")}] =
          db::BytesOf(row, "content_hash");
    }
    return hashes;
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

  absl::Status AddConnections() {
    KeyColumns columns;
    for (const ConnectionKey& key : NewConnections()) columns.Add(key);
    if (columns.sources.empty()) return absl::OkStatus();
    return tx_
        .Exec(sql::kAddConnections, event_, columns.sessions, columns.sources,
              columns.instances, columns.connections)
        .status();
  }

  absl::Status AddHeartbeats() {
    KeyColumns columns;
    std::vector<absl::Time> times;
    for (size_t i = 0; i < reports_.size(); ++i) {
      if (!IsNew(i) ||
          reports_[i].event.kind != PresenceEvent::KIND_HEARTBEAT) {
        continue;
      }
      columns.Add(reports_[i].connection);
      times.push_back(reports_[i].event.event_time);
    }
    if (times.empty()) return absl::OkStatus();
    return tx_
        .Exec(sql::kAddHeartbeats, event_, columns.sessions, columns.sources,
              columns.instances, columns.connections, times,
              absl::ToInt64Seconds(kSilence))
        .status();
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
    std::set<ConnectionKey> keys;
    for (size_t i = 0; i < reports_.size(); ++i) {
      if (!IsRejected(i) && !IsOfInstance(reports_[i].event.kind)) {
        keys.insert(reports_[i].connection);
      }
    }
    ASSIGN_OR_RETURN(before_, ListConnections(tx_, event_,
                                              std::vector<ConnectionKey>(
                                                  keys.begin(), keys.end())));
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

  // Finds out whose the connections are from what new events say.
  absl::Status MatchOwners() {
    std::vector<const PresenceReport*> asked;
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
      asked.push_back(&report);
      join_tokens.push_back(report.participant.join_token);
      registrations.push_back(report.participant.registration);
      external_ids.push_back(report.participant.external_id);
      email_keys.push_back(report.participant.email_key);
      alias_free_keys.push_back(WithoutPlusAlias(email_keys.back()));
    }
    if (!asked.empty()) {
      ASSIGN_OR_RETURN(
          const pqxx::result rows,
          tx_.Exec(sql::kMatchParticipants, event_, join_tokens, registrations,
                   external_ids, email_keys, alias_free_keys));
      for (const pqxx::row& row : rows) {
        Offer(static_cast<int>(db::IntOf(row, "match_rank")),
              db::TextOf(row, "registration_id"),
              after_[asked[db::IntOf(row, "position") - 1]->connection]);
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
      if (!row.owner.empty() && before_.at(key).owner.empty()) columns.Add(key);
    }
    if (columns.sources.empty()) return absl::OkStatus();
    return tx_
        .Exec(sql::kDropParticipants, event_, columns.sessions, columns.sources,
              columns.instances, columns.connections)
        .status();
  }

  // What has to be derived anew: the connections of new events, those named
  // alike, and all of instances about which something is new.
  ConnectionRows Touched() const {
    std::set<ConnectionKey> names;
    for (ConnectionKey key : NewConnections()) {
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
    return touched;
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
};

}  // namespace

absl::StatusOr<std::vector<PresenceResult>> RecordPresence(
    db::Transaction& tx, const std::string& event,
    const std::vector<PresenceReport>& reports, absl::Time now) {
  return Batch(tx, event, reports, now).Record();
}

}  // namespace rollcall::checkin
