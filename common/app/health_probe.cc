#include "common/app/health_probe.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"

#include "common/base/log.h"
#include "common/db/migration.h"
#include "common/db/ping.h"
#include "common/status/error.h"
#include "migrations_sql.h"
#include "nlohmann/json.hpp"

namespace rollcall::app {
namespace {

constexpr absl::Duration kPeriod = absl::Seconds(1);

db::PoolOptions One(db::PoolOptions options) {
  options.size = 1;
  options.application_name += "-health";
  options.statement_timeout = absl::Seconds(2);
  // Only the login reads which migrations there were.
  options.role.clear();
  return options;
}

bool IsOfSchema(const absl::Status& status) {
  const ErrorReason reason = ReasonOf(status);
  return reason == error::v1::SCHEMA_VERSION_MISMATCH ||
         reason == error::v1::MIGRATION_CHANGED;
}

}  // namespace

HealthProbe::HealthProbe(db::PoolOptions options, rpc::Server& server,
                         std::function<void()> end)
    : pool_(One(std::move(options))),
      server_(server),
      end_(std::move(end)),
      thread_([this] { Run(); }) {}

HealthProbe::~HealthProbe() {
  stop_.Notify();
  thread_.join();
}

void HealthProbe::Run() {
  bool serving = true;
  do {
    const bool answers = Ask();
    if (!fits_) {
      server_.SetServing(false);
      end_();
      return;
    }
    if (answers == serving || stop_.HasBeenNotified()) continue;
    serving = answers;
    server_.SetServing(serving);
    Log(serving ? Severity::kInfo : Severity::kError,
        serving ? "database answers again" : "database does not answer");
  } while (!stop_.WaitForNotificationWithTimeout(kPeriod));
}

bool HealthProbe::Ask() {
  const absl::Time deadline = absl::Now() + kPeriod;
  absl::Status status = db::Ping(pool_, deadline);
  const int64_t opened = pool_.tally().opened.value();
  if (!status.ok() || opened == checked_) return status.ok();
  status = db::CheckSchema(pool_, migrations::kAll, deadline);
  if (status.ok()) checked_ = opened;
  if (IsOfSchema(status)) {
    Log(Severity::kError, "schema is none to run on",
        {{"reason", error::v1::ErrorReason_Name(ReasonOf(status))},
         {"detail", std::string(status.message())}});
    fits_ = false;
  }
  return status.ok();
}

}  // namespace rollcall::app
