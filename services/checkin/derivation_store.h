#pragma once

#include <map>
#include <set>
#include <string>

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

// Derives at `now` what follows from all that is known of connections of
// `event`: intervals, how long each lasted, and the counts of the people
// concerned. `instances` are theirs, all locked. `before` has the rows as they
// are, with those named alike; `after` those to be derived, with what was found
// out about their owners and kinds since. The event is held. Writes what
// changes, and refreshes the counts as the transaction's last statement.
absl::Status DeriveConnections(db::Transaction& tx, const std::string& event,
                               const Agenda& agenda, const Instances& instances,
                               const ConnectionRows& before,
                               ConnectionRows after, absl::Time now);

}  // namespace rollcall::checkin
