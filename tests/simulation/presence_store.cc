#include "tests/simulation/presence_store.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "services/checkin/batch.h"
#include "services/checkin/presence_batch.h"

namespace rollcall::simulation {
namespace {

using checkin::ConnectionKey;
using checkin::ConnectionRows;
using checkin::CountedConnection;
using checkin::Derivation;
using checkin::EventKey;
using checkin::Instance;
using checkin::InstanceKey;
using checkin::IntervalKey;
using checkin::Participant;
using checkin::PresenceBatch;
using checkin::PresenceReport;
using checkin::PresenceResult;

std::string LockOf(const InstanceKey& key) {
  return absl::StrCat("instance ", key.source, "/", key.instance);
}

KeptIntervalKey PlaceOf(const IntervalKey& key) {
  const auto& [registration, session, connection, ordinal] = key;
  return {registration,          session,
          connection.source,     connection.instance,
          connection.connection, ordinal};
}

// The events of the instance itself, by time.
void ReadInstanceEvents(const Tables& tables, const InstanceKey& key,
                        Instance& instance) {
  for (const auto& [id, fact] : tables.presence_events) {
    if (fact.connection.connection.empty() &&
        fact.connection.source == key.source &&
        fact.connection.instance == key.instance) {
      instance.facts.events.push_back(
          {fact.event.kind, fact.event.event_time, fact.connection.session});
    }
  }
  std::sort(instance.facts.events.begin(), instance.facts.events.end(),
            [](const auto& a, const auto& b) {
              return std::tie(a.event_time, a.session) <
                     std::tie(b.event_time, b.session);
            });
}

Instance InstanceOf(const InstanceRow& row) {
  Instance instance;
  instance.session = row.session;
  instance.facts.first_time = row.first_time;
  instance.facts.last_time = row.last_time;
  return instance;
}

// Inserts the events of `batch` and tells new ones from repeated ones. Returns
// those with ids of others.
std::set<size_t> InsertEvents(Transaction& tx, PresenceBatch& batch) {
  std::set<EventKey> inserted;
  for (const auto& [key, i] : batch.Events()) {
    const PresenceReport& report = batch.reports()[i];
    if (tx.tables().presence_events.count(key) > 0) continue;
    tx.Put(&Tables::presence_events, key,
           {report.connection, report.event, report.content_hash});
    inserted.insert(key);
  }
  batch.SetInserted(std::move(inserted));
  for (const EventKey& key : batch.RepeatedEvents()) {
    batch.AddHash(key, tx.tables().presence_events.at(key).content_hash);
  }
  std::set<size_t> reused = batch.TellRepeats();
  for (const size_t i : batch.NewSnapshots()) {
    const PresenceReport& report = batch.reports()[i];
    for (const std::string& connection : report.present) {
      tx.Put(&Tables::snapshots,
             {{report.connection.source, report.connection.instance},
              connection,
              report.event.event_time},
             true);
    }
  }
  return reused;
}

// The rows of the connections `keys`, of those that are named alike, and of all
// that are of `instances`.
ConnectionRows ReadRows(const Tables& tables,
                        const std::set<ConnectionKey>& keys,
                        const std::set<InstanceKey>& instances) {
  std::set<std::tuple<std::string, std::string, std::string>> names;
  for (const ConnectionKey& key : keys) {
    names.emplace(key.source, key.instance, key.connection);
  }
  ConnectionRows rows;
  for (const auto& [key, row] : tables.connections) {
    if (names.count({key.source, key.instance, key.connection}) > 0 ||
        instances.count({key.source, key.instance}) > 0) {
      rows.emplace(key, row);
    }
  }
  return rows;
}

// Finds whom the participants may be.
void Match(const Tables& tables, PresenceBatch& batch) {
  const std::vector<const Participant*>& asked = batch.Participants();
  for (size_t i = 0; i < asked.size(); ++i) {
    const Participant& who = *asked[i];
    for (const auto& [id, person] : tables.people) {
      if (who.registration == id) batch.Offer(i, 2, id);
      if (who.external_id == person.external_id) batch.Offer(i, 3, id);
      if (who.email_key == person.email) batch.Offer(i, 4, id);
    }
  }
}

void Write(Transaction& tx, const ConnectionRows& rows) {
  for (const auto& [key, row] : rows) tx.Put(&Tables::connections, key, row);
}

void Write(
    Transaction& tx,
    const std::vector<const checkin::IntervalTable::value_type*>& intervals) {
  for (const auto* interval : intervals) {
    tx.Put(&Tables::intervals, PlaceOf(interval->first), interval->second);
  }
}

// Folds all that is known of the connections of `derivation`.
void Fold(const Tables& tables, Derivation& derivation) {
  for (const ConnectionKey* key : derivation.KnownConnections()) {
    for (const auto& [id, fact] : tables.presence_events) {
      if (fact.connection == *key) derivation.AddEvent(*key, fact.event);
    }
  }
  for (const ConnectionKey* key : derivation.SnapshotConnections()) {
    for (const auto& [sighting, seen] : tables.snapshots) {
      const auto& [instance, connection, time] = sighting;
      if (instance == InstanceKey{key->source, key->instance} &&
          connection == key->connection) {
        derivation.AddSighting(*key, time);
      }
    }
  }
  derivation.Fold();
}

// Brings in the intervals that are kept.
void AddKept(const Tables& tables, Derivation& derivation) {
  for (const CountedConnection& counted : derivation.CountedConnections()) {
    for (const auto& [place, interval] : tables.intervals) {
      const auto& [registration, session, source, instance, connection,
                   ordinal] = place;
      if (registration == counted.row->owner &&
          session == counted.row->counted_session &&
          source == counted.key->source && instance == counted.key->instance &&
          connection == counted.key->connection) {
        derivation.AddKept(counted, ordinal, interval);
      }
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<PresenceResult>> PresenceStore::ReportPresence(
    const std::vector<PresenceReport>& reports, absl::Time deadline) {
  std::set<size_t> reused;
  return checkin::RepeatWhileAborted([&] {
    return database_.Transact(writer_slot_, deadline, [&](Transaction& tx) {
      return Record(tx, reports, reused);
    });
  });
}

absl::StatusOr<std::vector<PresenceResult>> PresenceStore::Record(
    Transaction& tx, const std::vector<PresenceReport>& reports,
    std::set<size_t>& reused) {
  PresenceBatch batch(scene_.event, reports, reused, scene_.agenda,
                      timeline_.now());
  RETURN_IF_ERROR(LockInstances(tx, batch));
  std::set<size_t> more_reused = InsertEvents(tx, batch);
  if (!more_reused.empty()) {
    timeline_.Count("ids of others");
    reused.merge(more_reused);
    return absl::AbortedError("ids of others");
  }
  for (auto& [key, instance] : batch.instances()) {
    ReadInstanceEvents(tx.tables(), key, instance);
  }
  for (const auto& [key, instance] : batch.SettleInstances()) {
    InstanceRow row = tx.tables().instances.at(key);
    row.session = instance.session;
    tx.Put(&Tables::instances, key, std::move(row));
  }
  batch.SetRows(
      ReadRows(tx.tables(), batch.Connections(), batch.ChangedInstances()));
  batch.AddNews();
  Match(tx.tables(), batch);
  const ConnectionRows prolonged = batch.Prolong();
  if (!prolonged.empty()) timeline_.Count("silence put off");
  Write(tx, prolonged);
  JudgeProlonged(tx, batch, prolonged);
  checkin::ConnectionChanges changes = batch.Changes();
  RETURN_IF_ERROR(Derive(tx, batch.instances(), std::move(changes)));
  return batch.Results();
}

absl::Status PresenceStore::LockInstances(Transaction& tx,
                                          PresenceBatch& batch) {
  const checkin::Seen seen = batch.SeenInstances();
  std::set<std::string> locks;
  for (const auto& [key, times] : seen) locks.insert(LockOf(key));
  RETURN_IF_ERROR(tx.Lock(locks));
  checkin::Instances instances;
  for (const auto& [key, times] : seen) {
    const auto kept = tx.tables().instances.find(key);
    InstanceRow row = {"", times.first, times.second};
    if (kept != tx.tables().instances.end()) {
      row = kept->second;
      row.first_time = std::min(row.first_time, times.first);
      row.last_time = std::max(row.last_time, times.second);
    }
    instances[key] = InstanceOf(row);
    tx.Put(&Tables::instances, key, std::move(row));
  }
  batch.SetInstances(std::move(instances));
  return absl::OkStatus();
}

// Writing how long silence may last instead of deriving it must come to the
// same at any time: what is derived later heals it.
void PresenceStore::JudgeProlonged(const Transaction& tx,
                                   const PresenceBatch& batch,
                                   const ConnectionRows& prolonged) {
  std::set<ConnectionKey> keys;
  for (const auto& [key, row] : prolonged) keys.insert(key);
  Derivation derivation(scene_.agenda, batch.instances(),
                        {ReadRows(tx.tables(), keys, {}), prolonged, {}},
                        timeline_.now());
  Fold(tx.tables(), derivation);
  AddKept(tx.tables(), derivation);
  const checkin::IntervalChanges moved = derivation.ChangesOfIntervals();
  if (!moved.gone.empty() || !moved.added.empty() || !moved.changed.empty() ||
      !derivation.ChangedRows().empty()) {
    violations_.emplace_back("stale: heartbeats changed more than silence");
  }
}

absl::Status PresenceStore::Derive(Transaction& tx,
                                   const checkin::Instances& instances,
                                   checkin::ConnectionChanges changes) {
  Derivation derivation(scene_.agenda, instances, std::move(changes),
                        timeline_.now());
  if (derivation.IsEmpty()) return absl::OkStatus();
  Fold(tx.tables(), derivation);
  RETURN_IF_ERROR(tx.Lock(derivation.People()));
  AddKept(tx.tables(), derivation);
  const checkin::IntervalChanges moved = derivation.ChangesOfIntervals();
  for (const IntervalKey* key : moved.gone) {
    tx.Erase(&Tables::intervals, PlaceOf(*key));
  }
  Write(tx, moved.added);
  Write(tx, moved.changed);
  Write(tx, derivation.NewRows());
  Write(tx, derivation.ChangedRows());
  Refresh(tx, scene_.measuring, moved.recounted, moved.open);
  return absl::OkStatus();
}

absl::Status PresenceStore::DeriveDue() {
  std::set<InstanceKey> due;
  for (const auto& [key, row] : database_.tables.connections) {
    if (row.due && *row.due <= timeline_.now()) {
      due.insert({key.source, key.instance});
    }
  }
  for (const InstanceKey& key : due) {
    RETURN_IF_ERROR(
        database_
            .Transact(writer_slot_, absl::InfiniteFuture(),
                      [&](Transaction& tx) { return DeriveDueOf(tx, key); })
            .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> PresenceStore::DeriveDueOf(Transaction& tx,
                                                const InstanceKey& key) {
  RETURN_IF_ERROR(tx.Lock({LockOf(key)}));
  checkin::Instances instances;
  instances[key] = InstanceOf(tx.tables().instances.at(key));
  ReadInstanceEvents(tx.tables(), key, instances[key]);
  checkin::ConnectionChanges changes;
  changes.before = ReadRows(tx.tables(), {}, {key});
  for (const auto& [connection, row] : changes.before) {
    if (row.due && *row.due <= timeline_.now()) {
      changes.after.emplace(connection, row);
    }
  }
  RETURN_IF_ERROR(Derive(tx, instances, std::move(changes)));
  return true;
}

}  // namespace rollcall::simulation
