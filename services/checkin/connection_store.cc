#include "services/checkin/connection_store.h"

#include <optional>
#include <utility>

#include "checkin_sql.h"
#include "common/api/enum_text.h"
#include "common/db/null_if_empty.h"

namespace rollcall::checkin {
namespace {

ConnectionRows RowsOf(const pqxx::result& result) {
  ConnectionRows rows;
  for (const pqxx::row& found : result) {
    ConnectionRow& row = rows[{
        db::TextOf(found, "session_id"), db::TextOf(found, "source"),
        db::TextOf(found, "instance_id"), db::TextOf(found, "connection_id")}];
    row.owner = db::OptionalTextOf(found, "registration_id").value_or("");
    row.match_rank =
        static_cast<int>(db::OptionalIntOf(found, "match_rank").value_or(0));
    row.kind = ParseEnumText<v1::Participant::Kind>(db::TextOf(found, "kind"));
    row.resolved = db::BoolOf(found, "resolved");
    row.counted_session =
        db::OptionalTextOf(found, "counted_session_id").value_or("");
    row.first_time = db::OptionalTimeOf(found, "first_time");
    row.last_time = db::OptionalTimeOf(found, "last_time");
    row.online_seconds = db::IntOf(found, "online_seconds");
    row.due = db::OptionalTimeOf(found, "due_time");
    for (const auto& [first, end] : db::TimeRangesOf(found, "heartbeats")) {
      row.heartbeats.push_back({first, end - kSilence});
    }
  }
  return rows;
}

// The time that heartbeats cover.
db::Param CoverOf(const HeartbeatRuns& runs) {
  std::vector<std::pair<absl::Time, absl::Time>> ranges;
  for (const HeartbeatRun& run : runs) {
    ranges.emplace_back(run.first, run.last + kSilence);
  }
  return db::TimeRangesParam(ranges);
}

// An array for each column of connections.
struct RowColumns {
  KeyColumns keys;
  std::vector<std::optional<std::string>> owners;
  std::vector<std::optional<int>> ranks;
  std::vector<std::string> kinds;
  std::vector<bool> resolved;
  std::vector<std::optional<std::string>> counted_sessions;
  std::vector<std::optional<absl::Time>> first_times;
  std::vector<std::optional<absl::Time>> last_times;
  std::vector<int64_t> seconds;
  std::vector<std::optional<absl::Time>> dues;
  std::vector<db::Param> heartbeats;

  void Add(const ConnectionKey& key, const ConnectionRow& row) {
    keys.Add(key);
    owners.push_back(db::NullIfEmpty(row.owner));
    ranks.push_back(row.owner.empty() ? std::nullopt
                                      : std::optional<int>(row.match_rank));
    kinds.push_back(EnumText(row.kind));
    resolved.push_back(row.resolved);
    counted_sessions.push_back(db::NullIfEmpty(row.counted_session));
    first_times.push_back(row.first_time);
    last_times.push_back(row.last_time);
    seconds.push_back(row.online_seconds);
    dues.push_back(row.due);
    heartbeats.push_back(CoverOf(row.heartbeats));
  }
};

absl::Status Write(db::Transaction& tx, const db::Statement& statement,
                   const std::string& event, const ConnectionRows& rows) {
  if (rows.empty()) return absl::OkStatus();
  RowColumns columns;
  for (const auto& [key, row] : rows) columns.Add(key, row);
  return tx
      .Exec(statement, event, columns.keys.sessions, columns.keys.sources,
            columns.keys.instances, columns.keys.connections, columns.owners,
            columns.ranks, columns.kinds, columns.resolved,
            columns.counted_sessions, columns.first_times, columns.last_times,
            columns.seconds, columns.dues, columns.heartbeats)
      .status();
}

}  // namespace

void KeyColumns::Add(const ConnectionKey& key) {
  sessions.push_back(key.session);
  sources.push_back(key.source);
  instances.push_back(key.instance);
  connections.push_back(key.connection);
}

absl::StatusOr<ConnectionRows> ListConnections(
    db::Transaction& tx, const std::string& event,
    const std::vector<ConnectionKey>& keys) {
  KeyColumns columns;
  for (const ConnectionKey& key : keys) columns.Add(key);
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListConnections, event, columns.sources,
                           columns.instances, columns.connections));
  return RowsOf(rows);
}

absl::StatusOr<ConnectionRows> ListConnections(
    db::Transaction& tx, const std::string& event,
    const std::vector<InstanceKey>& instances) {
  std::vector<std::string> sources;
  std::vector<std::string> ids;
  for (const InstanceKey& key : instances) {
    sources.push_back(key.source);
    ids.push_back(key.instance);
  }
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListInstanceConnections, event, sources, ids));
  return RowsOf(rows);
}

absl::Status InsertConnections(db::Transaction& tx, const std::string& event,
                               const ConnectionRows& rows) {
  return Write(tx, sql::kInsertConnections, event, rows);
}

absl::Status UpdateConnections(db::Transaction& tx, const std::string& event,
                               const ConnectionRows& rows) {
  return Write(tx, sql::kUpdateConnections, event, rows);
}

}  // namespace rollcall::checkin
