#pragma once

#include <pqxx/row>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/db/transact.h"
#include "services/checkin/derivation.h"
#include "services/checkin/instance.h"

namespace rollcall::checkin {

// The hours of the sessions of `event`, which is held.
absl::StatusOr<Agenda> ListSessionHours(db::Transaction& tx,
                                        const std::string& event);

// Reads an instance but for its events; its `session` is the one kept.
Instance InstanceOf(const pqxx::row& row);

// Locks the instances that were `seen`, adds new ones, and reads what was known
// of them before, as InstanceOf does.
absl::StatusOr<Instances> LockInstances(db::Transaction& tx,
                                        const std::string& event,
                                        const Seen& seen);

// Reads the events of locked instances into their facts.
absl::Status ReadInstanceEvents(db::Transaction& tx, const std::string& event,
                                Instances& instances);

// Writes which sessions `instances` are of.
absl::Status UpdateInstances(db::Transaction& tx, const std::string& event,
                             const Instances& instances);

}  // namespace rollcall::checkin
