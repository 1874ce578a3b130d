#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/time.h"

#include "common/attendance/rollup.h"
#include "services/checkin/connection.h"
#include "services/checkin/connection_row.h"
#include "services/checkin/instance.h"

namespace rollcall::checkin {

// An instance as connections need it.
struct Instance {
  InstanceFacts facts;
  // SessionOf `facts`; empty when there is none.
  std::string session;
  // Sessions whose length, as it was on the platform, may have changed with it.
  std::set<std::string> remeasured;
};

using Instances = std::map<InstanceKey, Instance>;

// Connections to be derived.
struct ConnectionChanges {
  // The rows as they are, with those named alike.
  ConnectionRows before;
  // The rows to be derived, with what was found out about them since.
  ConnectionRows after;
  // All joins and leaves of connections that are not in `before`: nothing was
  // known of them.
  std::map<ConnectionKey, std::vector<ConnectionEvent>> events;
};

// Where an interval is kept: registration, session, connection, and its number
// among those of the connection. Connections that may differ only in whether
// their session is the instance's have numbers on either side of 0.
using IntervalKey = std::tuple<std::string, std::string, ConnectionKey, int>;

// The intervals of some connections, as kept or as they should be.
using IntervalTable = std::map<IntervalKey, Interval>;

// A connection, and its row as its intervals were counted: under its owner and
// its session.
struct CountedConnection {
  const ConnectionKey* key;
  const ConnectionRow* row;
};

// How many intervals end by what.
using EndCounts = std::map<v1::PresenceInterval::EndSource, int64_t>;

// How intervals have changed. Those that it points to are of the Derivation.
struct IntervalChanges {
  std::vector<const IntervalKey*> gone;
  std::vector<const IntervalTable::value_type*> added;
  std::vector<const IntervalTable::value_type*> changed;
  // The registrations that are to be counted anew, and by how much more
  // connections last.
  std::set<std::string> recounted;
  attendance::OpenConnections open;

  // Of those added and changed.
  EndCounts Ends() const;
};

// What follows from all that is known of some connections. Whoever derives it
// brings in what it follows from, in this order: who is measured anew, the
// facts of connections that are not new, and, under the locks of the people,
// the intervals that were kept. The keys that it points to live as long as it
// does.
class Derivation {
 public:
  // `agenda` and `instances`, which are those of the connections, outlive it.
  Derivation(const Agenda& agenda, const Instances& instances,
             ConnectionChanges changes, absl::Time now);

  // The sessions whose length, as it was on the platform, may have changed.
  std::set<std::string> RemeasuredSessions() const;
  // Has somebody counted anew who was online in one of them, where what counts
  // is measured by that.
  void Recount(const std::string& registration);

  // Nothing has to be derived.
  bool IsEmpty() const { return after_.empty() && recounted_.empty(); }

  // The connections of which something was known before, in their order.
  std::vector<const ConnectionKey*> KnownConnections() const;
  // Brings in a JOIN or LEAVE of one of them.
  void AddEvent(const ConnectionKey& key, const ConnectionEvent& event);
  // The connections that snapshots of their instances may have seen.
  std::vector<const ConnectionKey*> SnapshotConnections() const;
  // Brings in when snapshots saw one of them.
  void AddSighting(const ConnectionKey& key, absl::Time time);

  // Folds all that is known.
  void Fold();

  // The registrations whose counts may change: to be locked.
  std::set<std::string> People() const;
  // The connections whose intervals were counted.
  std::vector<CountedConnection> CountedConnections() const;
  // Brings in an interval that was kept of one of them, with its number.
  void AddKept(const CountedConnection& connection, int ordinal,
               const Interval& interval);

  // How the intervals that were kept are to change.
  IntervalChanges ChangesOfIntervals() const;
  // The rows that are new, and those that are to change.
  ConnectionRows NewRows() const;
  ConnectionRows ChangedRows() const;

 private:
  static InstanceKey InstanceOf(const ConnectionKey& key) {
    return {key.source, key.instance};
  }
  bool IsNew(const ConnectionKey& key) const { return before_.count(key) == 0; }
  const std::string& SessionOf(const ConnectionKey& key) const;
  std::optional<SessionHours> HoursOf(const std::string& session) const;
  void AssignSightings();
  void Fold(const ConnectionKey& key, ConnectionRow& row);

  const Agenda& agenda_;
  const Instances& instances_;
  const ConnectionRows before_;
  ConnectionRows after_;
  const absl::Time now_;
  std::map<ConnectionKey, ConnectionHistory> histories_;
  bool has_sightings_ = false;
  IntervalTable kept_;
  IntervalTable wanted_;
  std::set<std::string> recounted_;
};

}  // namespace rollcall::checkin
