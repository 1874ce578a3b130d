#pragma once

#include <set>
#include <string>

#include "absl/status/statusor.h"

#include "common/db/pool.h"
#include "common/db/statement.h"

namespace rollcall::testing {

// How far a statement reaches beyond one event, which a database whose tables
// are distributed by event_id refuses or asks several nodes for (deploy/citus).
struct Reach {
  // The distributed tables that it reads of all events: without an equality on
  // event_id, and not joined by one to what has one.
  std::set<std::string> unbound;
  // It is told events by an array, or by other rows that are not a table's,
  // instead of by one parameter.
  bool of_several = false;
  // As one of these it also locks rows: those of several events.
  bool locks = false;
  // As one of these it also has a LIMIT or OFFSET for each row of something
  // else, as for each event.
  bool limits_each = false;
};

// By the plan that the server of `pool`, which has the schema, makes for
// `statement`; where that cannot tell, as of an OFFSET 0, by its text.
absl::StatusOr<Reach> ReachOf(db::Pool& pool, const db::Statement& statement);

}  // namespace rollcall::testing
