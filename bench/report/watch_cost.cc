#include "bench/report/watch_cost.h"

#include <utility>

#include "absl/time/clock.h"

#include "bench/bench.h"
#include "bench/report/steady_load.h"
#include "bench/report/watchers.h"

namespace rollcall::bench {
namespace {

using testing::ServiceProcess;

constexpr int kWatchers = 1000;
constexpr int64_t kChanges = 100;

// What it takes to tell `watchers` of kChanges changes.
struct Cost {
  absl::Duration cpu_time;
  absl::Duration time;
  int64_t answers = 0;
};

Cost Measure(Scene& scene, const ServiceProcess& reporting, int watchers) {
  Watchers all(reporting.address(), scene.event.people().name(), watchers);
  const SteadyLoad load(scene.door, kEntriesPerSecond);
  all.AwaitAnswers(1);
  const absl::Duration computed = reporting.CpuTime();
  const absl::Time begin = absl::Now();
  const int64_t answers = all.CountAnswers();
  all.AwaitAnswers(kChanges);
  return {reporting.CpuTime() - computed, absl::Now() - begin,
          all.CountAnswers() - answers};
}

}  // namespace

void MeasureWatchCost(Scene& scene, const ServiceProcess& reporting) {
  const Cost one = Measure(scene, reporting, 1);
  const Cost many = Measure(scene, reporting, kWatchers);
  nlohmann::ordered_json parameters = scene.Parameters();
  parameters["entries_per_second"] = kEntriesPerSecond;
  parameters["watchers"] = kWatchers;
  parameters["changes"] = kChanges;
  parameters["answers"] = many.answers;
  parameters["seconds"] = absl::ToDoubleSeconds(many.time);
  parameters["baseline_seconds"] = absl::ToDoubleSeconds(one.time);
  parameters["times_as_much"] = absl::FDivDuration(many.cpu_time, one.cpu_time);
  parameters["baseline"] = "CPU time of the service for one watcher";
  Print({"report_watch_cpu", Micros(many.cpu_time), Micros(one.cpu_time),
         absl::FDivDuration(one.cpu_time, many.cpu_time), "us",
         std::move(parameters)});
}

}  // namespace rollcall::bench
