#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/db/transact.h"
#include "services/checkin/connection.h"
#include "services/checkin/connection_row.h"
#include "services/checkin/instance.h"

namespace rollcall::checkin {

// Connections as four array parameters, in the order of their columns.
struct KeyColumns {
  std::vector<std::string> sessions;
  std::vector<std::string> sources;
  std::vector<std::string> instances;
  std::vector<std::string> connections;

  void Add(const ConnectionKey& key);
};

// Reads the rows of `keys`, where there are any, and of connections that are
// named alike and of another session. Their instances are locked.
absl::StatusOr<ConnectionRows> ListConnections(
    db::Transaction& tx, const std::string& event,
    const std::vector<ConnectionKey>& keys);

// Reads the rows of all connections of `instances`, which are locked.
absl::StatusOr<ConnectionRows> ListConnections(
    db::Transaction& tx, const std::string& event,
    const std::vector<InstanceKey>& instances);

// Adds `rows`, of connections that have none.
absl::Status InsertConnections(db::Transaction& tx, const std::string& event,
                               const ConnectionRows& rows);

// Changes the rows that there are to `rows`.
absl::Status UpdateConnections(db::Transaction& tx, const std::string& event,
                               const ConnectionRows& rows);

}  // namespace rollcall::checkin
