#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace rollcall::bench {

// What pgbench makes of a script.
struct PgbenchRate {
  // Transactions per second of the best number of clients.
  double rate = 0;
  int clients = 0;
  // The numbers that the runs have used: those up to here, not all of them.
  int64_t used = 0;
};

// Runs `script`, which counts as one transaction, with 1, 2, 4 … 64 clients for
// `duration` each, prepared. The script has `:id`, a number from `first` on
// that no other transaction has, and `:client_id`. Throws when pgbench fails.
PgbenchRate BestPgbenchRate(const std::string& script, int64_t first,
                            absl::Duration duration);

}  // namespace rollcall::bench
