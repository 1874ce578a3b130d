#include "services/checkin/derivation_store.h"

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "checkin_sql.h"
#include "common/api/enum_text.h"
#include "common/attendance/attendance.h"
#include "services/checkin/connection_store.h"

namespace rollcall::checkin {
namespace {

using v1::PresenceEvent;
using v1::PresenceInterval;

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

// One derivation on its way through its transaction.
class Run {
 public:
  Run(db::Transaction& tx, const std::string& event, Derivation& derivation,
      bool& alone)
      : tx_(tx), event_(event), derivation_(derivation), alone_(alone) {}

  absl::StatusOr<EndCounts> Derive() {
    RETURN_IF_ERROR(FindRemeasured());
    if (derivation_.IsEmpty()) return EndCounts();
    RETURN_IF_ERROR(ReadEvents());
    RETURN_IF_ERROR(ReadSightings());
    derivation_.Fold();
    RETURN_IF_ERROR(LockPeople());
    RETURN_IF_ERROR(ReadKept());
    const IntervalChanges changes = derivation_.ChangesOfIntervals();
    RETURN_IF_ERROR(WriteIntervals(changes));
    RETURN_IF_ERROR(InsertConnections(tx_, event_, derivation_.NewRows()));
    RETURN_IF_ERROR(UpdateConnections(tx_, event_, derivation_.ChangedRows()));
    if (!changes.recounted.empty() || !changes.open.empty()) {
      RETURN_IF_ERROR(attendance::Refresh(
          tx_, event_, {changes.recounted.begin(), changes.recounted.end()},
          changes.open));
    }
    return changes.Ends();
  }

 private:
  absl::Status FindRemeasured() {
    const std::set<std::string> sessions = derivation_.RemeasuredSessions();
    if (sessions.empty()) return absl::OkStatus();
    if (!alone_) {
      ASSIGN_OR_RETURN(const pqxx::result judging,
                       tx_.Exec(sql::kFindActualMeasure, event_));
      if (judging.empty()) return absl::OkStatus();
      alone_ = true;
      return tx_.RunAgain();
    }
    ASSIGN_OR_RETURN(
        const pqxx::result rows,
        tx_.Exec(sql::kListPeopleByActual, event_,
                 std::vector<std::string>(sessions.begin(), sessions.end())));
    for (const pqxx::row& row : rows) {
      derivation_.Recount(db::TextOf(row, "registration_id"));
    }
    return absl::OkStatus();
  }

  absl::Status ReadEvents() {
    const auto known = derivation_.KnownConnections();
    if (known.empty()) return absl::OkStatus();
    KeyColumns columns;
    for (const ConnectionKey* key : known) columns.Add(*key);
    ASSIGN_OR_RETURN(
        const pqxx::result rows,
        tx_.Exec(sql::kListConnectionEvents, event_, columns.sessions,
                 columns.sources, columns.instances, columns.connections));
    for (const pqxx::row& row : rows) {
      derivation_.AddEvent(
          *known[db::IntOf(row, "position") - 1],
          {ParseEnumText<PresenceEvent::Kind>(db::TextOf(row, "kind")),
           db::TimeOf(row, "event_time"), ""});
    }
    return absl::OkStatus();
  }

  absl::Status ReadSightings() {
    const auto seen = derivation_.SnapshotConnections();
    if (seen.empty()) return absl::OkStatus();
    KeyColumns columns;
    for (const ConnectionKey* key : seen) columns.Add(*key);
    ASSIGN_OR_RETURN(const pqxx::result rows,
                     tx_.Exec(sql::kListSightings, event_, columns.sources,
                              columns.instances, columns.connections));
    for (const pqxx::row& row : rows) {
      derivation_.AddSighting(*seen[db::IntOf(row, "position") - 1],
                              db::TimeOf(row, "event_time"));
    }
    return absl::OkStatus();
  }

  absl::Status LockPeople() {
    const std::set<std::string> people = derivation_.People();
    if (people.empty()) return absl::OkStatus();
    return attendance::LockRegistrations(tx_, event_,
                                         {people.begin(), people.end()})
        .status();
  }

  absl::Status ReadKept() {
    const std::vector<CountedConnection> counted =
        derivation_.CountedConnections();
    if (counted.empty()) return absl::OkStatus();
    IntervalKeyColumns columns;
    for (const auto& [key, row] : counted) {
      columns.Add({row->owner, row->counted_session, *key, 0});
    }
    ASSIGN_OR_RETURN(
        const pqxx::result rows,
        tx_.Exec(sql::kListConnectionIntervals, event_, columns.registrations,
                 columns.sessions, columns.keys.sources, columns.keys.instances,
                 columns.keys.connections));
    for (const pqxx::row& row : rows) {
      derivation_.AddKept(
          counted[db::IntOf(row, "position") - 1],
          static_cast<int>(db::IntOf(row, "ordinal")),
          {db::TimeOf(row, "start_time"), db::OptionalTimeOf(row, "end_time"),
           ParseEnumText<PresenceInterval::EndSource>(
               db::TextOf(row, "end_source")),
           ParseEnumText<PresenceInterval::Anomaly>(
               db::TextOf(row, "anomaly"))});
    }
    return absl::OkStatus();
  }

  absl::Status WriteIntervals(const IntervalChanges& changes) {
    if (!changes.gone.empty()) {
      IntervalKeyColumns gone;
      for (const IntervalKey* key : changes.gone) gone.Add(*key);
      RETURN_IF_ERROR(tx_.Exec(sql::kDeleteConnectionIntervals, event_,
                               gone.registrations, gone.sessions,
                               gone.keys.sources, gone.keys.instances,
                               gone.keys.connections, gone.ordinals)
                          .status());
    }
    RETURN_IF_ERROR(Write(sql::kInsertConnectionIntervals, changes.added));
    return Write(sql::kUpdateConnectionIntervals, changes.changed);
  }

  absl::Status Write(
      const db::Statement& statement,
      const std::vector<const IntervalTable::value_type*>& entries) {
    if (entries.empty()) return absl::OkStatus();
    IntervalColumns intervals;
    for (const auto* entry : entries) {
      intervals.Add(entry->first, entry->second);
    }
    const IntervalKeyColumns& keys = intervals.keys;
    return tx_
        .Exec(statement, event_, keys.registrations, keys.sessions,
              keys.keys.sources, keys.keys.instances, keys.keys.connections,
              keys.ordinals, intervals.starts, intervals.ends,
              intervals.end_sources, intervals.anomalies)
        .status();
  }

  db::Transaction& tx_;
  const std::string& event_;
  Derivation& derivation_;
  bool& alone_;
};

}  // namespace

absl::StatusOr<EndCounts> DeriveConnections(db::Transaction& tx,
                                            const std::string& event,
                                            const Agenda& agenda,
                                            const Instances& instances,
                                            ConnectionChanges changes,
                                            absl::Time now, bool& alone) {
  Derivation derivation(agenda, instances, std::move(changes), now);
  return Run(tx, event, derivation, alone).Derive();
}

}  // namespace rollcall::checkin
