#include "absl/time/clock.h"

#include "common/app/exit_code.h"
#include "common/app/flags.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/db/migration.h"
#include "common/db/ping.h"
#include "migrations_sql.h"

namespace {

// How long to wait for the database.
constexpr absl::Duration kPatience = absl::Seconds(60);
// How long to ask for locks that others hold again and again.
constexpr absl::Duration kLockPatience = absl::Minutes(10);

absl::Status Run(int argc, char** argv) {
  ASSIGN_OR_RETURN(const rollcall::db::PoolOptions options,
                   rollcall::app::ParseMigrateFlags(argc, argv));
  rollcall::db::Pool pool(options);
  RETURN_IF_ERROR(rollcall::db::AwaitDatabase(pool, absl::Now() + kPatience));
  return rollcall::db::Migrate(pool, rollcall::migrations::kAll,
                               absl::Now() + kLockPatience);
}

}  // namespace

int main(int argc, char** argv) {
  const absl::Status status = Run(argc, argv);
  if (!status.ok()) return rollcall::app::RefuseToStart(status);
  rollcall::Log(rollcall::Severity::kInfo, "schema is up to date");
  return 0;
}
