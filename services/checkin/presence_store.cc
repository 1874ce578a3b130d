#include "services/checkin/presence_store.h"

#include <map>
#include <optional>
#include <set>

#include "checkin_sql.h"
#include "common/api/email.h"
#include "common/api/enum_text.h"
#include "common/api/not_found.h"
#include "common/attendance/attendance.h"
#include "common/db/transact.h"
#include "common/status/error.h"

namespace rollcall::checkin {
namespace {

using Result = v1::ReportPresenceResponse::Result;

// The connections of one batch in key order, with whose each is: empty while
// nobody is known for it.
using Owners = std::map<ConnectionKey, std::string>;

// Connections as three array parameters.
struct KeyColumns {
  std::vector<std::string> sessions;
  std::vector<std::string> instances;
  std::vector<std::string> connections;

  void Add(const ConnectionKey& key) {
    sessions.push_back(key.session);
    instances.push_back(key.instance);
    connections.push_back(key.connection);
  }
};

ConnectionKey KeyOf(const pqxx::row& row) {
  return {db::TextOf(row, "session_id"), db::TextOf(row, "instance_id"),
          db::TextOf(row, "connection_id")};
}

// One call's batch on its way into the database.
class Batch {
 public:
  Batch(db::Transaction& tx, const std::string& event,
        const std::string& source, const std::vector<PresenceReport>& reports)
      : tx_(tx),
        event_(event),
        source_(source),
        reports_(reports),
        results_(reports.size()) {}

  // Holds the event first, locks connections before registrations, and rollups
  // last, as every writer does.
  absl::StatusOr<std::vector<PresenceResult>> Record() {
    RETURN_IF_ERROR(HoldEvent());
    RETURN_IF_ERROR(RejectUnknownSessions());
    RETURN_IF_ERROR(LockConnections());
    RETURN_IF_ERROR(InsertEvents());
    RETURN_IF_ERROR(MatchOwners());
    RETURN_IF_ERROR(RefreshIntervals());
    Answer();
    return std::move(results_);
  }

 private:
  bool IsRejected(size_t i) const {
    return results_[i].outcome == Result::OUTCOME_REJECTED;
  }

  void Reject(size_t i, absl::Status error) {
    results_[i] = {Result::OUTCOME_REJECTED, "", std::move(error)};
  }

  absl::Status HoldEvent() {
    ASSIGN_OR_RETURN(const bool exists, attendance::HoldMeasures(tx_, event_));
    if (!exists) return NotFound(EventName{event_});
    return absl::OkStatus();
  }

  absl::Status RejectUnknownSessions() {
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx_.Exec(sql::kListSessionIds, event_));
    std::set<std::string> sessions;
    for (const pqxx::row& row : rows) {
      sessions.insert(db::TextOf(row, "session_id"));
    }
    for (size_t i = 0; i < reports_.size(); ++i) {
      const std::string& session = reports_[i].connection.session;
      if (sessions.count(session) > 0) continue;
      Reject(i, NotFound(SessionName{event_, session}));
    }
    return absl::OkStatus();
  }

  absl::Status LockConnections() {
    for (size_t i = 0; i < reports_.size(); ++i) {
      if (!IsRejected(i)) owners_[reports_[i].connection];
    }
    KeyColumns columns;
    for (const auto& [key, owner] : owners_) columns.Add(key);
    ASSIGN_OR_RETURN(
        const pqxx::result rows,
        tx_.Exec(sql::kLockConnections, event_, source_, columns.sessions,
                 columns.instances, columns.connections));
    for (const pqxx::row& row : rows) {
      owners_[KeyOf(row)] =
          db::OptionalTextOf(row, "registration_id").value_or("");
    }
    return absl::OkStatus();
  }

  // Tells new events from repeated ones, and those from other content under the
  // same id.
  absl::Status InsertEvents() {
    // Of equal ids in one batch the first stands for all.
    std::map<std::string, size_t> firsts;
    for (size_t i = 0; i < reports_.size(); ++i) {
      if (!IsRejected(i)) {
        firsts.emplace(reports_[i].event.source_event_id, i);
      }
    }
    ASSIGN_OR_RETURN(const std::set<std::string> inserted,
                     InsertFirsts(firsts));
    ASSIGN_OR_RETURN(auto hashes, ListHashes(firsts));
    for (size_t i = 0; i < reports_.size(); ++i) {
      if (IsRejected(i)) continue;
      const PresenceReport& report = reports_[i];
      const std::string& id = report.event.source_event_id;
      if (hashes[id] != report.content_hash) {
        Reject(i, Error(error::v1::SOURCE_EVENT_ID_REUSED,
                        "The source_event_id was used before with other "
                        "content.",
                        {{"sourceEventId", id}}));
      } else if (firsts[id] == i && inserted.count(id) > 0) {
        results_[i].outcome = Result::OUTCOME_RECORDED;
        touched_.insert(report.connection);
      } else {
        results_[i].outcome = Result::OUTCOME_DUPLICATE;
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::set<std::string>> InsertFirsts(
      const std::map<std::string, size_t>& firsts) {
    KeyColumns columns;
    std::vector<std::string> ids;
    std::vector<std::string> kinds;
    std::vector<absl::Time> times;
    std::vector<db::Param> hashes;
    for (const auto& [id, i] : firsts) {
      const PresenceReport& report = reports_[i];
      columns.Add(report.connection);
      ids.push_back(id);
      kinds.push_back(EnumText(report.event.kind));
      times.push_back(report.event.event_time);
      hashes.push_back(db::ByteaParam(report.content_hash));
    }
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx_.Exec(sql::kInsertPresenceEvents, event_, source_, ids,
                              columns.sessions, columns.instances,
                              columns.connections, kinds, times, hashes));
    std::set<std::string> inserted;
    for (const pqxx::row& row : rows) {
      inserted.insert(db::TextOf(row, "source_event_id"));
    }
    return inserted;
  }

  absl::StatusOr<std::map<std::string, std::string>> ListHashes(
      const std::map<std::string, size_t>& firsts) {
    std::vector<std::string> ids;
    for (const auto& [id, i] : firsts) ids.push_back(id);
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx_.Exec(sql::kListEventHashes, event_, source_, ids));
    std::map<std::string, std::string> hashes;
    for (const pqxx::row& row : rows) {
      hashes[db::TextOf(row, "source_event_id")] =
          db::BytesOf(row, "content_hash");
    }
    return hashes;
  }

  // Finds out whose the connections are that nobody is known for yet, from what
  // the new events say.
  absl::Status MatchOwners() {
    std::vector<const PresenceReport*> asked;
    std::vector<std::string> registrations;
    std::vector<std::string> external_ids;
    std::vector<std::string> email_keys;
    std::vector<std::string> alias_free_keys;
    for (size_t i = 0; i < reports_.size(); ++i) {
      const PresenceReport& report = reports_[i];
      if (results_[i].outcome != Result::OUTCOME_RECORDED ||
          !report.participant.IsKnown() ||
          !owners_[report.connection].empty()) {
        continue;
      }
      asked.push_back(&report);
      registrations.push_back(report.participant.registration);
      external_ids.push_back(report.participant.external_id);
      email_keys.push_back(report.participant.email_key);
      alias_free_keys.push_back(WithoutPlusAlias(email_keys.back()));
    }
    if (asked.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx_.Exec(sql::kMatchParticipants, event_, registrations,
                              external_ids, email_keys, alias_free_keys));
    std::set<ConnectionKey> matched;
    for (const pqxx::row& row : rows) {
      const PresenceReport& report = *asked[db::IntOf(row, "position") - 1];
      const auto owner = db::OptionalTextOf(row, "registration_id");
      if (owner && owners_[report.connection].empty()) {
        owners_[report.connection] = *owner;
        matched.insert(report.connection);
      }
    }
    RETURN_IF_ERROR(SetOwners(matched));
    return KeepParticipants(asked);
  }

  absl::Status SetOwners(const std::set<ConnectionKey>& matched) {
    if (matched.empty()) return absl::OkStatus();
    KeyColumns columns;
    std::vector<std::string> owners;
    for (const ConnectionKey& key : matched) {
      columns.Add(key);
      owners.push_back(owners_[key]);
    }
    return tx_
        .Exec(sql::kSetConnectionOwners, event_, source_, columns.sessions,
              columns.instances, columns.connections, owners)
        .status();
  }

  absl::Status KeepParticipants(
      const std::vector<const PresenceReport*>& asked) {
    KeyColumns columns;
    std::vector<std::string> external_ids;
    std::vector<std::string> emails;
    for (const PresenceReport* report : asked) {
      if (!owners_[report->connection].empty()) continue;
      columns.Add(report->connection);
      external_ids.push_back(report->participant.external_id);
      emails.push_back(report->participant.email);
    }
    if (emails.empty()) return absl::OkStatus();
    return tx_
        .Exec(sql::kKeepParticipants, event_, source_, columns.sessions,
              columns.instances, columns.connections, external_ids, emails)
        .status();
  }

  // Derives the intervals of every connection that has new events and an owner,
  // and counts the owners anew.
  absl::Status RefreshIntervals() {
    KeyColumns columns;
    std::vector<std::string> owners;
    std::set<std::string> people;
    for (const ConnectionKey& key : touched_) {
      const std::string& owner = owners_[key];
      if (owner.empty()) continue;
      columns.Add(key);
      owners.push_back(owner);
      people.insert(owner);
    }
    if (owners.empty()) return absl::OkStatus();
    const std::vector<std::string> registrations(people.begin(), people.end());
    RETURN_IF_ERROR(
        attendance::LockRegistrations(tx_, event_, registrations).status());
    RETURN_IF_ERROR(tx_.Exec(sql::kDeleteConnectionIntervals, event_, source_,
                             columns.sessions, columns.instances,
                             columns.connections, owners)
                        .status());
    RETURN_IF_ERROR(InsertIntervals(columns));
    return attendance::Refresh(tx_, event_, registrations);
  }

  absl::Status InsertIntervals(const KeyColumns& connections) {
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx_.Exec(sql::kListConnectionEvents, event_, source_,
                              connections.sessions, connections.instances,
                              connections.connections));
    std::map<ConnectionKey, std::vector<ConnectionEvent>> events;
    for (const pqxx::row& row : rows) {
      events[KeyOf(row)].push_back(
          {ParseEnumText<v1::PresenceEvent::Kind>(db::TextOf(row, "kind")),
           db::TimeOf(row, "event_time"), db::TextOf(row, "source_event_id")});
    }
    KeyColumns columns;
    std::vector<std::string> owners;
    std::vector<int> ordinals;
    std::vector<absl::Time> starts;
    std::vector<std::optional<absl::Time>> ends;
    for (auto& [key, seen] : events) {
      int ordinal = 0;
      for (const Interval& interval : FoldConnection(std::move(seen))) {
        columns.Add(key);
        owners.push_back(owners_[key]);
        ordinals.push_back(++ordinal);
        starts.push_back(interval.start);
        ends.push_back(interval.end);
      }
    }
    return tx_
        .Exec(sql::kInsertConnectionIntervals, event_, source_,
              columns.sessions, columns.instances, columns.connections, owners,
              ordinals, starts, ends)
        .status();
  }

  void Answer() {
    for (size_t i = 0; i < reports_.size(); ++i) {
      if (IsRejected(i)) continue;
      const std::string& owner = owners_[reports_[i].connection];
      results_[i].registration = owner;
      if (owner.empty() && results_[i].outcome == Result::OUTCOME_RECORDED) {
        results_[i].outcome = Result::OUTCOME_UNMATCHED;
      }
    }
  }

  db::Transaction& tx_;
  const std::string& event_;
  const std::string& source_;
  const std::vector<PresenceReport>& reports_;
  std::vector<PresenceResult> results_;
  Owners owners_;
  // Connections with events that were not recorded before.
  std::set<ConnectionKey> touched_;
};

}  // namespace

absl::StatusOr<std::vector<PresenceResult>> PresenceStore::ReportPresence(
    const EventName& event, const std::string& source,
    const std::vector<PresenceReport>& reports, absl::Time deadline) {
  return db::Transact(pool_, deadline, [&](db::Transaction& tx) {
    return Batch(tx, event.event, source, reports).Record();
  });
}

}  // namespace rollcall::checkin
