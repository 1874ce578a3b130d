#include "common/app/health_probe.h"

#include <utility>

#include "absl/time/clock.h"

#include "common/base/log.h"
#include "common/db/ping.h"

namespace rollcall::app {
namespace {

constexpr absl::Duration kPeriod = absl::Seconds(1);

db::PoolOptions One(db::PoolOptions options) {
  options.size = 1;
  options.application_name += "-health";
  options.statement_timeout = absl::Seconds(2);
  return options;
}

}  // namespace

HealthProbe::HealthProbe(db::PoolOptions options, rpc::Server& server)
    : pool_(One(std::move(options))),
      server_(server),
      thread_([this] { Run(); }) {}

HealthProbe::~HealthProbe() {
  stop_.Notify();
  thread_.join();
}

void HealthProbe::Run() {
  bool serving = true;
  do {
    const bool answers = db::Ping(pool_, absl::Now() + kPeriod).ok();
    if (answers == serving || stop_.HasBeenNotified()) continue;
    serving = answers;
    server_.SetServing(serving);
    Log(serving ? Severity::kInfo : Severity::kError,
        serving ? "database answers again" : "database does not answer");
  } while (!stop_.WaitForNotificationWithTimeout(kPeriod));
}

}  // namespace rollcall::app
