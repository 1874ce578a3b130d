#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/db/transact.h"
#include "services/checkin/connection_store.h"
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

// Derives at `now` what follows from all that is known of connections of
// `event`: intervals, how long each lasted, and the counts of the people
// concerned. `instances` are theirs, all locked. The event is held. Writes what
// changes, and refreshes the counts as the transaction's last statement.
absl::Status DeriveConnections(db::Transaction& tx, const std::string& event,
                               const Agenda& agenda, const Instances& instances,
                               ConnectionChanges changes, absl::Time now);

}  // namespace rollcall::checkin
