#include "absl/time/clock.h"

#include "common/app/exit_code.h"
#include "common/app/flags.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/db/migration.h"
#include "common/db/ping.h"
#include "migrations_sql.h"

namespace {

// How long to wait for the database, and for another migration to end.
constexpr absl::Duration kPatience = absl::Seconds(60);

absl::Status Run(int argc, char** argv) {
  ASSIGN_OR_RETURN(const rollcall::db::PoolOptions options,
                   rollcall::app::ParseMigrateFlags(argc, argv));
  rollcall::db::Pool pool(options);
  const absl::Time deadline = absl::Now() + kPatience;
  RETURN_IF_ERROR(rollcall::db::AwaitDatabase(pool, deadline));
  return rollcall::db::Migrate(pool, rollcall::migrations::kAll, deadline);
}

}  // namespace

int main(int argc, char** argv) {
  const absl::Status status = Run(argc, argv);
  if (!status.ok()) return rollcall::app::RefuseToStart(status);
  rollcall::Log(rollcall::Severity::kInfo, "schema is up to date");
  return 0;
}
