#include "bench/bench.h"
#include "bench/report/report_latencies.h"
#include "bench/report/scene.h"
#include "bench/report/watch_cost.h"
#include "bench/report/watch_delay.h"
#include "tests/harness/program.h"

namespace rollcall::bench {
namespace {

using testing::ServiceProcess;

constexpr int64_t kFewPeople = 10000;
constexpr int64_t kManyPeople = 1000000;

}  // namespace

void BenchReport() {
  const ServiceProcess checkin("checkin");
  const ServiceProcess reporting("reporting");
  Scene few(kFewPeople, checkin, reporting);
  Scene many(kManyPeople, checkin, reporting);
  MeasureReports(few, many);
  MeasureWatchDelay(few, reporting.address());
  MeasureWatchDelay(many, reporting.address());
  MeasureWatchCost(many, reporting);
}

}  // namespace rollcall::bench
