#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/db/pool.h"

// Rollup rows of all writer slots, folded into one that nobody writes. Readers
// sum over slots, and an event that many connections have written to has a
// multiple of the rows that its sums need.
namespace rollcall::attendance {

// How many rows of a table may be unfolded, and are folded at once: a writer
// that wants one of them waits for as long as that takes.
struct FoldLimits {
  int64_t unfolded = 1000;
  int chunk = 250;
};

// Folds some rows of `event`, in a transaction for each table of which there is
// more than may be. Sums and versions stay what they are. Returns whether there
// is more to do at once. Any number may do so at the same time.
absl::StatusOr<bool> FoldRollups(db::Pool& pool, const std::string& event,
                                 const FoldLimits& limits, absl::Time deadline);

// As FoldRollups, of each event that has moved lately: a step of a job.
absl::StatusOr<bool> FoldMovingEvents(db::Pool& pool, absl::Time deadline);

}  // namespace rollcall::attendance
