#include "services/checkin/presence_batch_store.h"

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
#include "common/trail/trail.h"
#include "services/checkin/connection_store.h"
#include "services/checkin/derivation_store.h"
#include "services/checkin/instance_store.h"
#include "services/checkin/presence_batch.h"

namespace rollcall::checkin {
namespace {

using v1::PresenceEvent;

// One batch on its way through its transaction.
class Run {
 public:
  Run(db::Transaction& tx, const std::string& event, PresenceBatch& batch,
      Foreknowledge& known, absl::Time now)
      : tx_(tx), event_(event), batch_(batch), known_(known), now_(now) {}

  // Locks instances before registrations, and rollups last, as every writer
  // does.
  absl::StatusOr<RecordedPresence> Record() {
    RETURN_IF_ERROR(LockSeenInstances());
    RETURN_IF_ERROR(InsertEvents());
    RETURN_IF_ERROR(InsertSnapshots());
    RETURN_IF_ERROR(SettleInstances());
    RETURN_IF_ERROR(ReadRows());
    batch_.AddNews();
    RETURN_IF_ERROR(MatchOwners());
    RETURN_IF_ERROR(KeepParticipants());
    RETURN_IF_ERROR(DropParticipants());
    RETURN_IF_ERROR(UpdateConnections(tx_, event_, batch_.Prolong()));
    ASSIGN_OR_RETURN(
        EndCounts intervals,
        DeriveConnections(tx_, event_, batch_.agenda(), batch_.instances(),
                          batch_.Changes(), now_, known_.alone));
    RETURN_IF_ERROR(Audit());
    return RecordedPresence{batch_.Results(), std::move(intervals)};
  }

 private:
  absl::Status LockSeenInstances() {
    const Seen seen = batch_.SeenInstances();
    if (seen.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(Instances instances, LockInstances(tx_, event_, seen));
    batch_.SetInstances(std::move(instances));
    return absl::OkStatus();
  }

  absl::Status InsertEvents() {
    if (batch_.Events().empty()) return absl::OkStatus();
    KeyColumns columns;
    std::vector<std::string> ids;
    std::vector<std::string> kinds;
    std::vector<absl::Time> times;
    std::vector<db::Param> hashes;
    for (const auto& [key, i] : batch_.Events()) {
      const PresenceReport& report = batch_.reports()[i];
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
    batch_.SetInserted(std::move(inserted));
    RETURN_IF_ERROR(ListHashes());
    std::set<size_t> reused = batch_.TellRepeats();
    if (reused.empty()) return absl::OkStatus();
    known_.reused.merge(reused);
    return tx_.RunAgain();
  }

  // Brings in the hashes of what was reported before.
  absl::Status ListHashes() {
    const std::vector<EventKey> repeated = batch_.RepeatedEvents();
    if (repeated.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(
        const pqxx::result rows,
        tx_.Exec(
            sql::kListEventHashes, event_,
            db::ColumnOf(repeated, [](const auto& key) { return key.first; }),
            db::ColumnOf(repeated,
                         [](const auto& key) { return key.second; })));
    for (const pqxx::row& row : rows) {
      batch_.AddHash(
          {db::TextOf(row, "source"), db::TextOf(row, "source_event_id")},
          db::BytesOf(row, "content_hash"));
    }
    return absl::OkStatus();
  }

  absl::Status InsertSnapshots() {
    std::vector<std::string> sources;
    std::vector<std::string> instances;
    std::vector<std::string> connections;
    std::vector<absl::Time> times;
    for (const size_t i : batch_.NewSnapshots()) {
      const PresenceReport& report = batch_.reports()[i];
      for (const std::string& connection : report.present) {
        sources.push_back(report.connection.source);
        instances.push_back(report.connection.instance);
        connections.push_back(connection);
        times.push_back(report.event.event_time);
      }
    }
    if (times.empty()) return absl::OkStatus();
    return tx_
        .Exec(sql::kInsertSnapshots, event_, sources, instances, connections,
              times)
        .status();
  }

  absl::Status SettleInstances() {
    if (batch_.instances().empty()) return absl::OkStatus();
    RETURN_IF_ERROR(ReadInstanceEvents(tx_, event_, batch_.instances()));
    return UpdateInstances(tx_, event_, batch_.SettleInstances());
  }

  absl::Status ReadRows() {
    const std::set<ConnectionKey> keys = batch_.Connections();
    const std::set<InstanceKey>& changed = batch_.ChangedInstances();
    ConnectionRows rows;
    if (!keys.empty()) {
      ASSIGN_OR_RETURN(
          rows,
          ListConnections(tx_, event_, std::vector(keys.begin(), keys.end())));
    }
    if (!changed.empty()) {
      ASSIGN_OR_RETURN(ConnectionRows all,
                       ListConnections(tx_, event_,
                                       std::vector<InstanceKey>(
                                           changed.begin(), changed.end())));
      rows.merge(all);
    }
    batch_.SetRows(std::move(rows));
    return absl::OkStatus();
  }

  // Finds out whose the connections are from what new events say.
  absl::Status MatchOwners() {
    const std::vector<const Participant*>& people = batch_.Participants();
    if (people.empty()) return absl::OkStatus();
    const auto column = [&people](std::string Participant::*field) {
      return db::ColumnOf(
          people, [field](const Participant* who) { return who->*field; });
    };
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx_.Exec(sql::kMatchParticipants, event_,
                              column(&Participant::join_token),
                              column(&Participant::registration),
                              column(&Participant::external_id),
                              column(&Participant::email_key),
                              db::ColumnOf(people, [](const Participant* who) {
                                return WithoutPlusAlias(who->email_key);
                              })));
    for (const pqxx::row& row : rows) {
      batch_.Offer(db::IntOf(row, "position") - 1,
                   static_cast<int>(db::IntOf(row, "match_rank")),
                   db::TextOf(row, "registration_id"));
    }
    return absl::OkStatus();
  }

  absl::Status KeepParticipants() {
    KeyColumns columns;
    std::vector<std::string> external_ids;
    std::vector<std::string> emails;
    std::vector<std::string> unverified_emails;
    std::vector<std::string> display_names;
    for (const size_t i : batch_.Words()) {
      const PresenceReport& report = batch_.reports()[i];
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
    for (const ConnectionKey& key : batch_.MatchedConnections()) {
      columns.Add(key);
    }
    if (columns.sources.empty()) return absl::OkStatus();
    return tx_
        .Exec(sql::kDropParticipants, event_, columns.sessions, columns.sources,
              columns.instances, columns.connections)
        .status();
  }

  // An entry for everybody who reported something new, heartbeats aside.
  absl::Status Audit() {
    std::map<std::tuple<std::string, std::string, std::string>, int> counts;
    for (size_t i = 0; i < batch_.reports().size(); ++i) {
      if (!batch_.IsNew(i) ||
          batch_.reports()[i].event.kind == PresenceEvent::KIND_HEARTBEAT) {
        continue;
      }
      const auth::Act& act = *batch_.reports()[i].act;
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

  db::Transaction& tx_;
  const std::string& event_;
  PresenceBatch& batch_;
  Foreknowledge& known_;
  const absl::Time now_;
};

}  // namespace

absl::StatusOr<RecordedPresence> RecordPresence(
    db::Transaction& tx, const std::string& event,
    const std::vector<PresenceReport>& reports, Foreknowledge& known,
    absl::Time now) {
  // Before any lock.
  ASSIGN_OR_RETURN(const bool exists,
                   attendance::HoldMeasures(tx, event, known.alone));
  if (!exists) return NotFound(EventName{event});
  ASSIGN_OR_RETURN(Agenda agenda, ListSessionHours(tx, event));
  PresenceBatch batch(event, reports, known.reused, std::move(agenda), now);
  return Run(tx, event, batch, known, now).Record();
}

}  // namespace rollcall::checkin
