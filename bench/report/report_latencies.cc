#include "bench/report/report_latencies.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "bench/bench.h"
#include "bench/report/fact_counts.h"
#include "bench/report/steady_load.h"

namespace rollcall::bench {
namespace {

// Of each report on each event, alone and with the load.
constexpr int kRuns = 3;
constexpr absl::Duration kRunDuration = absl::Milliseconds(700);
// Until a load is there.
constexpr absl::Duration kSettling = absl::Milliseconds(300);

using Latencies = std::vector<absl::Duration>;

// A report, and the count from the facts that is its baseline.
struct Report {
  const char* name;
  // Returns what the baseline counts.
  int64_t (*ask)(Analyst& analyst);
  FactCount (*count)(const std::string& event);
  const char* baseline;
};

constexpr char kGroupBy[] = "GROUP BY over the facts";
constexpr Report kReports[] = {
    {"summary",
     [](Analyst& analyst) {
       return analyst.GetSummary().total().attended_count();
     },
     CountPeople, kGroupBy},
    {"breakdown",
     [](Analyst& analyst) {
       return analyst.GetBreakdown().total().attended_count();
     },
     CountPeople, kGroupBy},
    {"timeline",
     [](Analyst& analyst) {
       return analyst.GetTimeline().peaks().any().count();
     },
     CountConcurrency, "a running sum of +1 and -1 over the facts"}};

// What one report took on one event.
struct Times {
  FactCount facts;
  absl::Duration facts_with_load;
  Latencies alone;
  Latencies loaded;
};

FactCount CountFacts(const Report& report, Scene& scene) {
  const FactCount facts = report.count(scene.event.people().event());
  const int64_t ours = report.ask(scene.analyst);
  if (ours != facts.count) {
    throw std::runtime_error(absl::StrCat("the ", report.name, " has ", ours,
                                          ", the facts have ", facts.count));
  }
  return facts;
}

// The baseline is slower beside others, too.
absl::Duration CountFactsWithLoad(const Report& report, Scene& scene) {
  const SteadyLoad load(scene.door, kEntriesPerSecond);
  absl::SleepFor(kSettling);
  return report.count(scene.event.people().event()).time;
}

// Adds the latencies of calls one after the other.
void AddCalls(const Report& report, Scene& scene, Latencies& latencies) {
  const absl::Time end = absl::Now() + kRunDuration;
  for (absl::Time begin = absl::Now(); begin < end;) {
    report.ask(scene.analyst);
    const absl::Time done = absl::Now();
    latencies.push_back(done - begin);
    begin = done;
  }
}

void AddCallsWithLoad(const Report& report, Scene& scene,
                      Latencies& latencies) {
  const SteadyLoad load(scene.door, kEntriesPerSecond);
  absl::SleepFor(kSettling);
  AddCalls(report, scene, latencies);
}

// The events by turns, since the machine's speed changes.
void AddRuns(const Report& report, Scene& few, Times& of_few, Scene& many,
             Times& of_many) {
  for (int i = 0; i < kRuns; ++i) {
    AddCalls(report, few, of_few.alone);
    AddCalls(report, many, of_many.alone);
  }
  for (int i = 0; i < kRuns; ++i) {
    AddCallsWithLoad(report, few, of_few.loaded);
    AddCallsWithLoad(report, many, of_many.loaded);
  }
  for (Times* times : {&of_few, &of_many}) {
    std::sort(times->alone.begin(), times->alone.end());
    std::sort(times->loaded.begin(), times->loaded.end());
  }
}

void PrintLatencies(const std::string& name, const Report& report,
                    absl::Duration facts, const Latencies& latencies,
                    nlohmann::ordered_json parameters) {
  const absl::Duration p50 = Quantile(latencies, 0.5);
  parameters["calls"] = latencies.size();
  parameters["p50"] = Micros(p50);
  parameters["p99"] = Micros(Quantile(latencies, 0.99));
  parameters["baseline"] = report.baseline;
  Print({name, Micros(p50), Micros(facts), absl::FDivDuration(facts, p50), "us",
         std::move(parameters)});
}

void PrintTimes(const Report& report, const Scene& scene, const Times& times) {
  nlohmann::ordered_json parameters = scene.Parameters();
  const std::string name = absl::StrCat("report_", report.name, "_of_",
                                        scene.event.people().people());
  PrintLatencies(name, report, times.facts.time, times.alone, parameters);
  // Of the baseline as well.
  parameters["entries_per_second"] = kEntriesPerSecond;
  PrintLatencies(name + "_with_load", report, times.facts_with_load,
                 times.loaded, std::move(parameters));
}

// `cells` is how many times as many there are.
void PrintGrowth(const std::string& name, double cells, const Latencies& few,
                 const Latencies& many) {
  const absl::Duration ours = Quantile(many, 0.5);
  const absl::Duration baseline = Quantile(few, 0.5);
  Print({name,
         Micros(ours),
         Micros(baseline),
         absl::FDivDuration(baseline, ours),
         "us",
         {{"baseline", "the same with few registrations"},
          {"times_as_long", absl::FDivDuration(ours, baseline)},
          {"times_as_many_cells", cells}}});
}

}  // namespace

void MeasureReports(Scene& few, Scene& many) {
  std::vector<std::pair<Times, Times>> all;
  for (const Report& report : kReports) {
    auto& [of_few, of_many] = all.emplace_back();
    of_few.facts = CountFacts(report, few);
    of_many.facts = CountFacts(report, many);
  }
  auto facts = all.begin();
  for (const Report& report : kReports) {
    auto& [of_few, of_many] = *facts++;
    of_few.facts_with_load = CountFactsWithLoad(report, few);
    of_many.facts_with_load = CountFactsWithLoad(report, many);
  }
  const double cells = static_cast<double>(many.event.CountCells()) /
                       static_cast<double>(few.event.CountCells());
  auto times = all.begin();
  for (const Report& report : kReports) {
    auto& [of_few, of_many] = *times++;
    AddRuns(report, few, of_few, many, of_many);
    PrintTimes(report, few, of_few);
    PrintTimes(report, many, of_many);
    const std::string growth = absl::StrCat("report_", report.name, "_growth");
    PrintGrowth(growth, cells, of_few.alone, of_many.alone);
    PrintGrowth(growth + "_with_load", cells, of_few.loaded, of_many.loaded);
  }
}

}  // namespace rollcall::bench
