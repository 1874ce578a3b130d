#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/api/resource_name.h"
#include "common/db/transact.h"
#include "services/reporting/report.h"
#include "services/reporting/timeline.h"

namespace rollcall::reporting {

// The people of `event`, all of whom are in the venue, on all days together: in
// parts that are to be summed.
absl::StatusOr<std::vector<Cell>> ListEverybody(db::Transaction& tx,
                                                const std::string& event);

// Likewise those in `sessions`, on all days together and, if `by_day`, on each;
// without those of ListEverybody.
absl::StatusOr<std::vector<Cell>> ListCells(
    db::Transaction& tx, const std::string& event,
    const std::vector<std::string>& sessions, bool by_day);

// What a summary is made of.
struct CoarseCells {
  // The people of the venue, which is everybody, and of the session that was
  // asked about, by sector, mode, state and bucket alone.
  std::vector<Cell> cells;
  // Known countries of people who attended the session.
  int64_t country_count = 0;
};
absl::StatusOr<CoarseCells> ListCoarseCells(db::Transaction& tx,
                                            const SessionName& session);

// Who comes and goes in `session`.
absl::StatusOr<Minutes> ListMinutes(db::Transaction& tx,
                                    const SessionName& session);

}  // namespace rollcall::reporting
