#include "common/db/ping.h"

#include "absl/time/clock.h"

#include "common/db/transact.h"
#include "db_sql.h"

namespace rollcall::db {
namespace {

constexpr absl::Duration kPeriod = absl::Milliseconds(200);

}  // namespace

absl::Status Ping(Pool& pool, absl::Time deadline) {
  return ReadSnapshot(pool, deadline,
                      [](Transaction& tx) { return tx.Exec(sql::kPing); })
      .status();
}

absl::Status AwaitDatabase(Pool& pool, absl::Time deadline) {
  while (true) {
    absl::Status status = Ping(pool, deadline);
    if (status.ok() || absl::Now() + kPeriod >= deadline) return status;
    absl::SleepFor(kPeriod);
  }
}

}  // namespace rollcall::db
