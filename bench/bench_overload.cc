#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "bench/bench.h"
#include "bench/load/arrivals.h"
#include "bench/load/crowd.h"
#include "bench/load/neighbours.h"
#include "bench/load/processors.h"
#include "bench/population.h"
#include "tests/harness/database.h"
#include "tests/harness/program.h"
#include "tests/harness/spawn.h"
#include "tests/harness/sql.h"

namespace rollcall::bench {
namespace {

using testing::ServiceProcess;

constexpr int64_t kPeople = 300000;
// What it takes to keep the door busy.
constexpr int kOutstanding = 256;
constexpr absl::Duration kWarmUp = absl::Seconds(2);
constexpr absl::Duration kCapacityDuration = absl::Seconds(5);
constexpr double kOverload = 2;
constexpr absl::Duration kShortOverload = absl::Seconds(10);
constexpr absl::Duration kLongestSlice = absl::Seconds(30);
// As a part of the slice.
constexpr double kTimeOfSample = 0.9;
// Less is not what is to be shown, and says nothing.
constexpr double kLeastOffered = 0.85;
constexpr absl::Duration kDeadline = absl::Seconds(5);
constexpr int kRounds = 3;
constexpr absl::Duration kRoundDuration = absl::Seconds(4);
constexpr absl::Duration kReportPeriod = absl::Milliseconds(100);
constexpr int kRowsOfImport = 1000;
constexpr absl::Duration kImportPeriod = absl::Seconds(1);

// The database is what bounds the door: while this lives, each commit of a new
// session takes some milliseconds more, as where it waits for a disk or a
// standby. So the processor, which the database is on, too, has something left
// for calls that are turned away, as where the database has a machine of its
// own.
class SlowCommits {
 public:
  SlowCommits() {
    Alter("SET commit_delay = 4000");
    Alter("SET commit_siblings = 0");
  }
  ~SlowCommits() {
    Alter("RESET commit_delay");
    Alter("RESET commit_siblings");
  }

 private:
  static void Alter(const char* change) {
    testing::ExecuteSql(
        absl::StrCat("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I ", change,
                     "', current_database()); END $$"));
  }
};

testing::Environment BoundByDatabase() {
  return {{"ROLLCALL_LANE_PATIENCE", "1"},
          {"ROLLCALL_LANES", "1"},
          {"ROLLCALL_LANE_BATCH", "16"}};
}

// The processor does: everything that is offered takes from it.
testing::Environment BoundByProcessor() {
  return {{"ROLLCALL_LANE_PATIENCE", "1"}};
}

// What several runs have come to.
class Runs {
 public:
  void Add(ArrivalResults results) {
    Append(std::move(results.admitted), admitted_);
    Append(std::move(results.refused), refused_);
    Append(std::move(results.delays), delays_);
    offered_.push_back(results.offered);
    goodputs_.push_back(results.goodput);
    refused_without_retry_info_ += results.refused_without_retry_info;
    late_ += results.late;
  }

  // As in ArrivalResults, of all runs.
  const std::vector<absl::Duration>& admitted() const { return admitted_; }
  const std::vector<absl::Duration>& refused() const { return refused_; }
  const std::vector<absl::Duration>& delays() const { return delays_; }
  int64_t refused_without_retry_info() const {
    return refused_without_retry_info_;
  }
  int64_t late() const { return late_; }
  // Of each.
  const std::vector<double>& goodputs() const { return goodputs_; }
  // The mean of runs, which all last as long.
  double Offered() const { return Mean(offered_); }
  double Goodput() const { return Mean(goodputs_); }

 private:
  static void Append(std::vector<absl::Duration> more,
                     std::vector<absl::Duration>& sorted) {
    const auto middle = static_cast<std::ptrdiff_t>(sorted.size());
    sorted.insert(sorted.end(), more.begin(), more.end());
    std::inplace_merge(sorted.begin(), sorted.begin() + middle, sorted.end());
  }
  static double Mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) /
           static_cast<double>(values.size());
  }

  std::vector<absl::Duration> admitted_;
  std::vector<absl::Duration> refused_;
  std::vector<absl::Duration> delays_;
  std::vector<double> offered_;
  std::vector<double> goodputs_;
  int64_t refused_without_retry_info_ = 0;
  int64_t late_ = 0;
};

double MicrosAt(const std::vector<absl::Duration>& sorted, double p) {
  return sorted.empty() ? 0 : Micros(Quantile(sorted, p));
}

void RequireOffered(const ArrivalResults& results, double rate) {
  if (results.offered < kLeastOffered * rate) {
    throw std::runtime_error(
        absl::StrCat("the generator offered ", results.offered,
                     " calls a second instead of ", rate,
                     ": the machine is too busy for this measurement"));
  }
}

void PrintOverload(const std::string& name, const Runs& overload,
                   const Runs& capacity, absl::Duration slice) {
  Print({name + "_goodput",
         overload.Goodput(),
         capacity.Goodput(),
         overload.Goodput() / capacity.Goodput(),
         "entries/s",
         {{"baseline", "the capacity: the mean of before and after each slice"},
          {"capacities", capacity.goodputs()},
          {"goodputs", overload.goodputs()},
          {"outstanding_at_capacity", kOutstanding},
          {"refused_at_capacity", capacity.refused().size()},
          {"offered", overload.Offered()},
          {"offered_by_capacity", overload.Offered() / capacity.Goodput()},
          {"seconds_of_slice", absl::ToDoubleSeconds(slice)},
          {"admitted", overload.admitted().size()},
          {"refused", overload.refused().size()},
          {"late", overload.late()},
          {"generator_delay_p99", MicrosAt(overload.delays(), 0.99)},
          {"generator_delay_max", MicrosAt(overload.delays(), 1)}}});
  const double admitted = MicrosAt(overload.admitted(), 0.99);
  const double at_capacity = MicrosAt(capacity.admitted(), 0.99);
  Print({name + "_admitted_p99",
         admitted,
         at_capacity,
         at_capacity / admitted,
         "us",
         {{"baseline", "the same at capacity"},
          {"p50", MicrosAt(overload.admitted(), 0.5)},
          {"max", MicrosAt(overload.admitted(), 1)},
          {"baseline_p50", MicrosAt(capacity.admitted(), 0.5)},
          {"baseline_max", MicrosAt(capacity.admitted(), 1)}}});
  // Where the processor is too busy for any, none are read in time.
  if (overload.refused().empty()) return;
  const double refused = MicrosAt(overload.refused(), 0.99);
  Print({name + "_refused_p99",
         refused,
         admitted,
         admitted / refused,
         "us",
         {{"baseline", "of calls that were let through"},
          {"p50", MicrosAt(overload.refused(), 0.5)},
          {"max", MicrosAt(overload.refused(), 1)}}});
  const auto all = static_cast<double>(overload.refused().size());
  const double with_retry_info =
      all - static_cast<double>(overload.refused_without_retry_info());
  Print({name + "_refused_with_retry_info",
         with_retry_info,
         all,
         with_retry_info / all,
         "calls",
         {{"baseline", "all that were refused, RESOURCE_EXHAUSTED"}}});
}

void PrintMemory(const std::string& name, double idle,
                 const std::vector<double>& samples) {
  Print({name + "_memory",
         samples.back(),
         samples.front(),
         samples.front() / samples.back(),
         "MiB",
         {{"baseline", "in the first slice of the overload"},
          {"before", idle},
          {"in_slices", samples}}});
}

// Measures the overload of `service`, which `arrivals` go to: in slices, with
// the capacity before and after each, since what a database does changes with
// the minutes. Returns the capacity.
double MeasureOverload(const std::string& name, Arrivals& arrivals,
                       const ServiceProcess& service, absl::Duration duration) {
  const auto slices =
      std::max<int>(1, static_cast<int>(duration / kLongestSlice));
  const absl::Duration slice = duration / slices;
  arrivals.RunClosedLoop(kOutstanding, kWarmUp);
  const double idle = Mebibytes(service.Memory());
  std::vector<double> memory;
  Runs capacity;
  Runs overload;
  capacity.Add(arrivals.RunClosedLoop(kOutstanding, kCapacityDuration));
  for (int i = 0; i < slices; ++i) {
    const double rate = kOverload * capacity.goodputs().back();
    const std::jthread sampler([&] {
      // The queues are full.
      absl::SleepFor(kTimeOfSample * slice);
      memory.push_back(Mebibytes(service.Memory()));
    });
    ArrivalResults results = arrivals.RunOpenLoop(rate, slice, kDeadline);
    RequireOffered(results, rate);
    overload.Add(std::move(results));
    capacity.Add(arrivals.RunClosedLoop(kOutstanding, kCapacityDuration));
  }
  PrintOverload(name, overload, capacity, slice);
  PrintMemory(name, idle, memory);
  return capacity.Goodput();
}

void PrintBeside(const std::string& name, double rate, const Runs& beside,
                 const Runs& alone, const nlohmann::ordered_json& work) {
  const double ours = MicrosAt(beside.admitted(), 0.99);
  const double baseline = MicrosAt(alone.admitted(), 0.99);
  nlohmann::ordered_json parameters = {
      {"baseline", "the same door alone"},
      {"offered", rate},
      {"goodput", beside.Goodput()},
      {"baseline_goodput", alone.Goodput()},
      {"p50", MicrosAt(beside.admitted(), 0.5)},
      {"baseline_p50", MicrosAt(alone.admitted(), 0.5)},
      {"max", MicrosAt(beside.admitted(), 1)},
      {"baseline_max", MicrosAt(alone.admitted(), 1)},
      {"refused", beside.refused().size()},
      {"late", beside.late()}};
  parameters.update(work);
  Print({name, ours, baseline, baseline / ours, "us", std::move(parameters)});
}

// Measures the door at `rate` alone and beside others, by turns.
void MeasureNeighbours(const Population& population, Arrivals& arrivals,
                       const ServiceProcess& reporting,
                       const ServiceProcess& registration, double rate) {
  const auto run = [&] {
    return arrivals.RunOpenLoop(rate, kRoundDuration, kDeadline);
  };
  run();
  Runs alone;
  Runs beside_reports;
  Runs beside_imports;
  double reports = 0;
  double imported = 0;
  for (int round = 0; round < kRounds; ++round) {
    alone.Add(run());
    {
      Reports load(reporting.address(), population.name(), kReportPeriod);
      beside_reports.Add(run());
      reports += load.Stop() / kRounds;
    }
    {
      Imports load(registration.address(), population.name(), round,
                   kRowsOfImport, kImportPeriod);
      beside_imports.Add(run());
      imported += load.Stop() / kRounds;
    }
  }
  PrintBeside("door_at_half_capacity_beside_reports", rate, beside_reports,
              alone, {{"reports_per_second", reports}});
  PrintBeside("door_at_half_capacity_beside_imports", rate, beside_imports,
              alone, {{"registrations_per_second", imported}});
}

}  // namespace

void BenchOverload() {
  const Population population(kPeople);
  const Processors processors;
  std::optional<ServiceProcess> checkin;
  std::optional<ServiceProcess> reporting;
  std::optional<ServiceProcess> registration;
  const auto open_door = [&](const testing::Environment& bound) {
    processors.Start([&] {
      checkin.emplace("checkin", testing::DatabaseUrl(), testing::OwnAddress(),
                      bound);
    });
  };
  processors.Start([&] {
    reporting.emplace("reporting");
    registration.emplace("registration");
  });
  Crowd crowd(population);
  {
    const SlowCommits slow_commits;
    open_door(BoundByDatabase());
    Arrivals arrivals(checkin->address(), crowd);
    const double capacity = MeasureOverload(
        "overload", arrivals, *checkin,
        DurationFrom("ROLLCALL_OVERLOAD_SECONDS", kShortOverload));
    MeasureNeighbours(population, arrivals, *reporting, *registration,
                      capacity / 2);
  }
  open_door(BoundByProcessor());
  Arrivals arrivals(checkin->address(), crowd);
  MeasureOverload("overload_of_processor", arrivals, *checkin, kShortOverload);
}

}  // namespace rollcall::bench
