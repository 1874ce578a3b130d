#include "services/checkin/instance_store.h"

#include <optional>
#include <vector>

#include "checkin_sql.h"
#include "common/api/enum_text.h"
#include "common/db/null_if_empty.h"

namespace rollcall::checkin {

absl::StatusOr<Agenda> ListSessionHours(db::Transaction& tx,
                                        const std::string& event) {
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListSessionHours, event));
  Agenda agenda;
  for (const pqxx::row& row : rows) {
    agenda[db::TextOf(row, "session_id")] = {db::TimeOf(row, "start_time"),
                                             db::TimeOf(row, "end_time")};
  }
  return agenda;
}

Instance InstanceOf(const pqxx::row& row) {
  Instance instance;
  instance.session = db::OptionalTextOf(row, "session_id").value_or("");
  instance.facts.resolved_session =
      db::OptionalTextOf(row, "resolved_session_id").value_or("");
  instance.facts.first_time = db::TimeOf(row, "first_time");
  instance.facts.last_time = db::TimeOf(row, "last_time");
  return instance;
}

absl::StatusOr<Instances> LockInstances(db::Transaction& tx,
                                        const std::string& event,
                                        const Seen& seen) {
  std::vector<std::string> sources;
  std::vector<std::string> ids;
  std::vector<absl::Time> first_times;
  std::vector<absl::Time> last_times;
  for (const auto& [key, times] : seen) {
    sources.push_back(key.source);
    ids.push_back(key.instance);
    first_times.push_back(times.first);
    last_times.push_back(times.second);
  }
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kLockInstances, event, sources, ids,
                           first_times, last_times));
  Instances instances;
  for (const pqxx::row& row : rows) {
    instances[{db::TextOf(row, "source"), db::TextOf(row, "instance_id")}] =
        InstanceOf(row);
  }
  return instances;
}

absl::Status ReadInstanceEvents(db::Transaction& tx, const std::string& event,
                                Instances& instances) {
  std::vector<std::string> sources;
  std::vector<std::string> ids;
  std::vector<Instance*> found;
  for (auto& [key, instance] : instances) {
    sources.push_back(key.source);
    ids.push_back(key.instance);
    found.push_back(&instance);
  }
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(sql::kListInstanceEvents, event, sources, ids));
  for (const pqxx::row& row : rows) {
    found[db::IntOf(row, "position") - 1]->facts.events.push_back(
        {ParseEnumText<v1::PresenceEvent::Kind>(db::TextOf(row, "kind")),
         db::TimeOf(row, "event_time"), db::TextOf(row, "session_id")});
  }
  return absl::OkStatus();
}

absl::Status UpdateInstances(db::Transaction& tx, const std::string& event,
                             const Instances& instances) {
  if (instances.empty()) return absl::OkStatus();
  std::vector<std::string> sources;
  std::vector<std::string> ids;
  std::vector<std::optional<std::string>> sessions;
  std::vector<std::optional<std::string>> resolved;
  for (const auto& [key, instance] : instances) {
    sources.push_back(key.source);
    ids.push_back(key.instance);
    sessions.push_back(db::NullIfEmpty(instance.session));
    resolved.push_back(db::NullIfEmpty(instance.facts.resolved_session));
  }
  return tx.Exec(sql::kUpdateInstances, event, sources, ids, sessions, resolved)
      .status();
}

}  // namespace rollcall::checkin
