#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/db/transact.h"
#include "services/checkin/derivation.h"
#include "services/checkin/instance.h"

namespace rollcall::checkin {

// Derives at `now` what follows from all that is known of connections of
// `event`: intervals, how long each lasted, and the counts of the people
// concerned. `instances` are theirs, all locked. The event is held, `alone` or
// not: where people are judged by how long sessions did last, and that changes,
// it has to be, and then this says so and has the transaction run again. Writes
// what changes, and refreshes the counts as the transaction's last statement.
// Returns what the intervals end by that it has written.
absl::StatusOr<EndCounts> DeriveConnections(db::Transaction& tx,
                                            const std::string& event,
                                            const Agenda& agenda,
                                            const Instances& instances,
                                            ConnectionChanges changes,
                                            absl::Time now, bool& alone);

}  // namespace rollcall::checkin
