#include "bench/report/watch_cost.h"

#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"

#include "bench/bench.h"
#include "bench/report/steady_load.h"
#include "bench/report/watchers.h"
#include "tests/harness/database.h"
#include "tests/harness/postgres.h"
#include "tests/harness/spawn.h"

namespace rollcall::bench {
namespace {

using testing::ServiceProcess;

constexpr int kWatchers = 1000;
constexpr int64_t kChanges = 100;

// What it takes to tell `watchers` of kChanges changes.
struct Cost {
  // Of the service, and of the database for it.
  absl::Duration cpu_time;
  absl::Duration database_cpu_time;
  absl::Duration time;
  int64_t answers = 0;
};

// How long the sessions of the service have computed so far.
absl::Duration DatabaseCpuTime() {
  absl::Duration sum;
  const std::string processes = testing::LinesOf(
      testing::DatabaseUrl(),
      "SELECT pid FROM pg_stat_activity "
      "WHERE application_name ~ '^rollcall-reporting/[0-9]+$'");
  for (const absl::string_view process :
       absl::StrSplit(processes, '\n', absl::SkipEmpty())) {
    pid_t id = 0;
    if (absl::SimpleAtoi(process, &id)) sum += testing::CpuTimeOf(id);
  }
  return sum;
}

void PrintCost(const std::string& name, absl::Duration many, absl::Duration one,
               const char* baseline, nlohmann::ordered_json parameters) {
  parameters["times_as_much"] = absl::FDivDuration(many, one);
  parameters["baseline"] = baseline;
  Print({name, Micros(many), Micros(one), absl::FDivDuration(one, many), "us",
         std::move(parameters)});
}

Cost Measure(Scene& scene, const ServiceProcess& reporting, int watchers) {
  Watchers all(reporting.address(), scene.event.people().name(), watchers);
  const SteadyLoad load(scene.door, kEntriesPerSecond);
  all.AwaitAnswers(1);
  const absl::Duration computed = reporting.CpuTime();
  const absl::Duration database_computed = DatabaseCpuTime();
  const absl::Time begin = absl::Now();
  const int64_t answers = all.CountAnswers();
  all.AwaitAnswers(kChanges);
  return {reporting.CpuTime() - computed, DatabaseCpuTime() - database_computed,
          absl::Now() - begin, all.CountAnswers() - answers};
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
  PrintCost("report_watch_cpu", many.cpu_time, one.cpu_time,
            "CPU time of the service for one watcher", parameters);
  PrintCost("report_watch_database_cpu", many.database_cpu_time,
            one.database_cpu_time,
            "CPU time of the service's database sessions for one watcher",
            std::move(parameters));
}

}  // namespace rollcall::bench
