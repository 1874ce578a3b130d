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
// Who connects while a migration is under way sees the schema before it.
constexpr absl::Duration kSchemaPeriod = absl::Minutes(1);

db::PoolOptions One(db::PoolOptions options) {
  options.size = 1;
  options.application_name += "-health";
  options.statement_timeout = absl::Seconds(2);
  return options;
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
  server_.SetServing(false);
  thread_.join();
}

void HealthProbe::Run() {
  do {
    const bool answers = Ask();
    if (!fits_) {
      server_.SetServing(false);
      end_();
      return;
    }
    if (answers == serving_ || stop_.HasBeenNotified()) continue;
    serving_ = answers;
    server_.SetServing(serving_);
    Log(serving_ ? Severity::kInfo : Severity::kError,
        serving_ ? "database answers again" : "database does not answer");
  } while (!stop_.WaitForNotificationWithTimeout(kPeriod));
}

bool HealthProbe::Ask() {
  const absl::Time deadline = absl::Now() + kPeriod;
  absl::Status status = db::Ping(pool_, deadline);
  if (!status.ok() || !IsSchemaDue()) return status.ok();
  const int64_t opened = pool_.tally().opened.value();
  status = db::CheckSchema(pool_, migrations::kAll, deadline);
  if (status.ok()) {
    checked_ = opened;
    check_time_ = absl::Now();
    return true;
  }
  fits_ = !db::IsOutgrown(status);
  // Once, however long it stays so.
  if (serving_) {
    Log(Severity::kError, "schema does not fit, or cannot be read",
        {{"reason", error::v1::ErrorReason_Name(ReasonOf(status))},
         {"detail", std::string(status.message())}});
  }
  return false;
}

bool HealthProbe::IsSchemaDue() {
  return pool_.tally().opened.value() != checked_ ||
         absl::Now() - check_time_ > kSchemaPeriod;
}

}  // namespace rollcall::app
