#include "services/checkin/presence_store.h"

#include <utility>

#include "absl/time/clock.h"

#include "checkin_sql.h"
#include "common/api/enum_text.h"
#include "common/api/field_checker.h"
#include "common/api/not_found.h"
#include "common/attendance/attendance.h"
#include "common/db/null_if_empty.h"
#include "common/db/transact.h"
#include "common/status/error.h"
#include "common/trail/trail.h"
#include "services/checkin/connection_store.h"
#include "services/checkin/derivation_store.h"
#include "services/checkin/event_store.h"
#include "services/checkin/instance_store.h"
#include "services/checkin/presence_batch_store.h"

namespace rollcall::checkin {
namespace {

// Instances whose due connections one run of the job looks for.
constexpr size_t kDueInstances = 1000;

// One instance and what it needs, locked.
struct Held {
  Agenda agenda;
  Instances instances;
  // Everything about the instance is to be derived anew.
  bool all = false;
};

// Holds `event`, maybe `alone`, and locks the instance `key`. Nothing when
// there is none, or when it is locked and `statement` does not wait.
absl::StatusOr<std::optional<Held>> Hold(db::Transaction& tx,
                                         const std::string& event,
                                         const InstanceKey& key, bool alone,
                                         const db::Statement& statement) {
  Held held;
  ASSIGN_OR_RETURN(const bool exists,
                   attendance::HoldMeasures(tx, event, alone));
  if (!exists) return std::nullopt;
  ASSIGN_OR_RETURN(const pqxx::result rows,
                   tx.Exec(statement, event, key.source, key.instance));
  if (rows.empty()) return std::nullopt;
  held.all = db::BoolOf(rows.front(), "due");
  held.instances[key] = InstanceOf(rows.front());
  RETURN_IF_ERROR(ReadInstanceEvents(tx, event, held.instances));
  ASSIGN_OR_RETURN(held.agenda, ListSessionHours(tx, event));
  return held;
}

// Finds out anew which session the instance is of.
absl::Status Settle(db::Transaction& tx, const std::string& event, Held& held) {
  Instance& instance = held.instances.begin()->second;
  const std::string session = SessionOf(instance.facts, held.agenda);
  if (session != instance.session) {
    instance.remeasured = {instance.session, session};
  }
  instance.session = session;
  return UpdateInstances(tx, event, held.instances);
}

// One instance of which something is due.
struct DueInstance {
  std::string event;
  InstanceKey key;
};

absl::StatusOr<std::vector<DueInstance>> ListDue(db::Pool& pool, absl::Time now,
                                                 absl::Time deadline) {
  return db::ReadSnapshot(
      pool, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<DueInstance>> {
        ASSIGN_OR_RETURN(const pqxx::result rows,
                         tx.Exec(sql::kListDueInstances, now,
                                 static_cast<int64_t>(kDueInstances)));
        std::vector<DueInstance> due;
        for (const pqxx::row& row : rows) {
          due.push_back(
              {db::TextOf(row, "event_id"),
               {db::TextOf(row, "source"), db::TextOf(row, "instance_id")}});
        }
        return due;
      });
}

absl::StatusOr<EndCounts> DeriveDueOf(db::Transaction& tx,
                                      const DueInstance& due, absl::Time now,
                                      bool& alone) {
  ASSIGN_OR_RETURN(auto held,
                   Hold(tx, due.event, due.key, alone, sql::kLockIdleInstance));
  // Whoever has it locked may do it; else the next run will.
  if (!held) return EndCounts();
  if (held->all) RETURN_IF_ERROR(Settle(tx, due.event, *held));
  ConnectionChanges changes;
  ASSIGN_OR_RETURN(changes.before,
                   ListConnections(tx, due.event, std::vector{due.key}));
  for (const auto& [key, row] : changes.before) {
    if (held->all || (row.due && *row.due <= now)) {
      changes.after.emplace(key, row);
    }
  }
  return DeriveConnections(tx, due.event, held->agenda, held->instances,
                           std::move(changes), now, alone);
}

Unmatched UnmatchedOf(const pqxx::row& row) {
  Unmatched unmatched;
  unmatched.id = db::TextOf(row, "unmatched_id");
  unmatched.kind = ParseEnumText<v1::Unmatched::Kind>(db::TextOf(row, "kind"));
  unmatched.source = db::TextOf(row, "source");
  unmatched.instance = db::TextOf(row, "instance_id");
  unmatched.connection = db::TextOf(row, "connection_id");
  unmatched.session = db::OptionalTextOf(row, "session_id").value_or("");
  const auto text = [&row](const char* column) {
    return db::OptionalTextOf(row, column).value_or("");
  };
  unmatched.participant.external_id = text("external_id");
  unmatched.participant.email = text("email");
  unmatched.participant.unverified_email = text("unverified_email");
  unmatched.participant.display_name = text("display_name");
  unmatched.first_time = db::TimeOf(row, "first_time");
  unmatched.last_time = db::TimeOf(row, "last_time");
  unmatched.online = absl::Seconds(db::IntOf(row, "online_seconds"));
  return unmatched;
}

// Settles what one name stands for.
class Settlement {
 public:
  Settlement(db::Transaction& tx, const UnmatchedName& name,
             const Resolution& resolution, absl::Time now, bool& alone)
      : tx_(tx),
        name_(name),
        resolution_(resolution),
        now_(now),
        alone_(alone) {}

  absl::StatusOr<int> Run() {
    ASSIGN_OR_RETURN(
        const pqxx::result found,
        tx_.Exec(sql::kFindUnmatched, name_.event, name_.unmatched));
    if (found.empty()) return NotFound(name_);
    const pqxx::row& row = found.front();
    instance_ = {db::TextOf(row, "source"), db::TextOf(row, "instance_id")};
    const auto connection = db::OptionalTextOf(row, "connection_id");
    RETURN_IF_ERROR(CheckKind(connection.has_value()));
    ASSIGN_OR_RETURN(auto held, Hold(tx_, name_.event, instance_, alone_,
                                     sql::kLockInstance));
    if (!held) return NotFound(name_);
    return connection
               ? SettleConnection(
                     *held, {db::TextOf(row, "session_id"), instance_.source,
                             instance_.instance, *connection})
               : SettleInstance(*held);
  }

  // Whether nobody had said the same before Run.
  bool changes() const { return changes_; }

 private:
  absl::Status CheckKind(bool is_connection) const {
    FieldChecker check;
    if (is_connection && !resolution_.session.empty()) {
      check.Fail("session", "Is for an instance; this is a connection.");
    } else if (!is_connection && resolution_.session.empty()) {
      check.Fail("session", "Is required: this is an instance.");
    }
    return check.Check();
  }

  absl::StatusOr<int> SettleConnection(const Held& held,
                                       const ConnectionKey& key) {
    ConnectionChanges changes;
    ASSIGN_OR_RETURN(changes.before,
                     ListConnections(tx_, name_.event, std::vector{key}));
    ConnectionRow& row = changes.after[key] = changes.before.at(key);
    row.resolved = true;
    row.match_rank = 0;
    row.owner = resolution_.registration;
    row.kind =
        resolution_.participant_kind.value_or(v1::Participant::KIND_PERSON);
    changes_ = row != changes.before.at(key);
    if (!row.owner.empty()) {
      ASSIGN_OR_RETURN(
          const pqxx::result found,
          tx_.Exec(sql::kFindRegistration, name_.event, row.owner));
      if (found.empty()) {
        return NotFound(RegistrationName{name_.event, row.owner});
      }
      RETURN_IF_ERROR(
          tx_.Exec(sql::kDropParticipants, name_.event,
                   std::vector{key.session}, std::vector{key.source},
                   std::vector{key.instance}, std::vector{key.connection})
              .status());
    }
    RETURN_IF_ERROR(DeriveConnections(tx_, name_.event, held.agenda,
                                      held.instances, std::move(changes), now_,
                                      alone_)
                        .status());
    return 1;
  }

  absl::StatusOr<int> SettleInstance(Held& held) {
    if (held.agenda.count(resolution_.session) == 0) {
      return NotFound(SessionName{name_.event, resolution_.session});
    }
    std::string& resolved =
        held.instances.begin()->second.facts.resolved_session;
    changes_ = resolved != resolution_.session;
    resolved = resolution_.session;
    RETURN_IF_ERROR(Settle(tx_, name_.event, held));
    ConnectionChanges changes;
    ASSIGN_OR_RETURN(changes.before,
                     ListConnections(tx_, name_.event, std::vector{instance_}));
    int count = 0;
    for (const auto& [key, row] : changes.before) {
      if (key.session.empty()) ++count;
      // What was due is none after this.
      if (held.all || key.session.empty()) changes.after.emplace(key, row);
    }
    RETURN_IF_ERROR(DeriveConnections(tx_, name_.event, held.agenda,
                                      held.instances, std::move(changes), now_,
                                      alone_)
                        .status());
    return count;
  }

  db::Transaction& tx_;
  const UnmatchedName& name_;
  const Resolution& resolution_;
  const absl::Time now_;
  bool& alone_;
  InstanceKey instance_;
  bool changes_ = false;
};

}  // namespace

absl::StatusOr<std::vector<PresenceResult>> PresenceStore::ReportPresence(
    const std::string& event, const std::vector<PresenceReport>& reports,
    absl::Time deadline) {
  Foreknowledge known;
  ASSIGN_OR_RETURN(RecordedPresence recorded,
                   db::Transact(pool_, deadline, [&](db::Transaction& tx) {
                     return RecordPresence(tx, event, reports, known,
                                           absl::Now());
                   }));
  tally_.Add(recorded.results);
  tally_.Add(recorded.intervals);
  return std::move(recorded.results);
}

absl::StatusOr<bool> PresenceStore::DeriveDue(absl::Time now,
                                              absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::vector<DueInstance> due,
                   ListDue(pool_, now, deadline));
  for (const DueInstance& instance : due) {
    bool alone = false;
    ASSIGN_OR_RETURN(const EndCounts intervals,
                     db::Transact(pool_, deadline, [&](db::Transaction& tx) {
                       return DeriveDueOf(tx, instance, now, alone);
                     }));
    tally_.Add(intervals);
  }
  return due.size() == kDueInstances;
}

absl::StatusOr<std::vector<Unmatched>> PresenceStore::ListUnmatched(
    const EventName& event, const UnmatchedFilter& filter, const Page& page,
    absl::Time deadline) {
  return db::ReadSnapshot(
      pool_, deadline,
      [&](db::Transaction& tx) -> absl::StatusOr<std::vector<Unmatched>> {
        RETURN_IF_ERROR(CheckEventExists(tx, event));
        ASSIGN_OR_RETURN(
            const pqxx::result rows,
            tx.Exec(sql::kListUnmatched, event.event, db::NullIfEmpty(page.key),
                    page.size + 1,
                    filter.kind ? std::optional(EnumText(*filter.kind))
                                : std::nullopt,
                    db::NullIfEmpty(filter.session)));
        std::vector<Unmatched> all;
        for (const pqxx::row& row : rows) all.push_back(UnmatchedOf(row));
        return all;
      });
}

absl::StatusOr<int> PresenceStore::ResolveUnmatched(
    const UnmatchedName& name, const Resolution& resolution,
    const auth::Act& act, absl::Time deadline) {
  bool alone = false;
  return db::Transact(
      pool_, deadline, [&](db::Transaction& tx) -> absl::StatusOr<int> {
        Settlement settlement(tx, name, resolution, absl::Now(), alone);
        ASSIGN_OR_RETURN(const int count, settlement.Run());
        if (settlement.changes()) {
          RETURN_IF_ERROR(trail::Record(tx, name.event, act, name.ToString()));
        }
        return count;
      });
}

}  // namespace rollcall::checkin
