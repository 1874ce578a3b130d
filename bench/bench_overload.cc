#include <algorithm>
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

namespace rollcall::bench {
namespace {

using testing::ServiceProcess;

constexpr int64_t kPeople = 300000;
// What it takes to keep the door busy.
constexpr int kOutstanding = 256;
constexpr absl::Duration kWarmUp = absl::Seconds(2);
constexpr absl::Duration kCapacityDuration = absl::Seconds(5);
constexpr double kOverload = 2;
// Less is not what is to be shown, and says nothing.
constexpr double kLeastOffered = 0.98;
constexpr absl::Duration kDeadline = absl::Seconds(5);
constexpr int kRounds = 3;
constexpr absl::Duration kRoundDuration = absl::Seconds(4);
constexpr absl::Duration kReportPeriod = absl::Milliseconds(100);
constexpr int kRowsOfImport = 1000;
constexpr absl::Duration kImportPeriod = absl::Seconds(1);

// The database is what bounds the door: its share of it is one connection with
// small batches. So the processor, which the database is on, too, has something
// left for calls that are turned away, as where the database has a machine of
// its own.
testing::Environment BoundByDatabase() {
  return {{"ROLLCALL_LANE_PATIENCE", "1"},
          {"ROLLCALL_LANES", "1"},
          {"ROLLCALL_LANE_BATCH", "16"}};
}

// The processor does: everything that is offered takes from it.
testing::Environment BoundByProcessor() {
  return {{"ROLLCALL_LANE_PATIENCE", "1"}};
}

// The memory of a service at times of a run.
class MemoryLog {
 public:
  MemoryLog(const ServiceProcess& service, absl::Duration duration) {
    const absl::Time begin = absl::Now();
    thread_ = std::thread([&service, begin, duration, this] {
      // The first when the queues are full.
      for (const double part : {0.1, 0.5, 0.95}) {
        absl::SleepFor(begin + part * duration - absl::Now());
        samples_.push_back(service.Memory());
      }
    });
  }

  // At the start, in the middle and near the end.
  std::vector<int64_t> Finish() {
    thread_.join();
    return samples_;
  }

 private:
  std::thread thread_;
  std::vector<int64_t> samples_;
};

double Mebibytes(int64_t bytes) {
  return static_cast<double>(bytes) / (1 << 20);
}

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

void PrintOverload(const std::string& name, const ArrivalResults& overload,
                   const ArrivalResults& before, const ArrivalResults& after,
                   absl::Duration duration) {
  const double capacity = (before.goodput + after.goodput) / 2;
  Print({name + "_goodput",
         overload.goodput,
         capacity,
         overload.goodput / capacity,
         "entries/s",
         {{"baseline", "the capacity: the mean of before and after"},
          {"capacity_before", before.goodput},
          {"capacity_after", after.goodput},
          {"outstanding_at_capacity", kOutstanding},
          {"refused_at_capacity", before.refused.size() + after.refused.size()},
          {"offered", overload.offered},
          {"offered_by_capacity", overload.offered / capacity},
          {"seconds", absl::ToDoubleSeconds(duration)},
          {"admitted", overload.admitted.size()},
          {"refused", overload.refused.size()},
          {"late", overload.late},
          {"generator_delay_p99", MicrosAt(overload.delays, 0.99)},
          {"generator_delay_max", MicrosAt(overload.delays, 1)}}});
  const double admitted = MicrosAt(overload.admitted, 0.99);
  const double at_capacity = MicrosAt(before.admitted, 0.99);
  Print({name + "_admitted_p99",
         admitted,
         at_capacity,
         at_capacity / admitted,
         "us",
         {{"baseline", "the same at capacity"},
          {"p50", MicrosAt(overload.admitted, 0.5)},
          {"max", MicrosAt(overload.admitted, 1)},
          {"baseline_p50", MicrosAt(before.admitted, 0.5)},
          {"baseline_max", MicrosAt(before.admitted, 1)}}});
  const double refused = MicrosAt(overload.refused, 0.99);
  Print({name + "_refused_p99",
         refused,
         admitted,
         admitted / refused,
         "us",
         {{"baseline", "of calls that were let through"},
          {"p50", MicrosAt(overload.refused, 0.5)},
          {"max", MicrosAt(overload.refused, 1)}}});
  const auto all = static_cast<double>(overload.refused.size());
  const double with_retry_info =
      all - static_cast<double>(overload.refused_without_retry_info);
  Print({name + "_refused_with_retry_info",
         with_retry_info,
         all,
         with_retry_info / std::max(all, 1.0),
         "calls",
         {{"baseline", "all that were refused, RESOURCE_EXHAUSTED"}}});
}

void PrintMemory(const std::string& name, int64_t idle,
                 const std::vector<int64_t>& samples) {
  const double start = Mebibytes(samples.front());
  const double end = Mebibytes(samples.back());
  Print({name + "_memory",
         end,
         start,
         start / end,
         "MiB",
         {{"baseline", "at a tenth of the overload"},
          {"before", Mebibytes(idle)},
          {"middle", Mebibytes(samples[1])}}});
}

// Measures the overload of `service`, which `arrivals` go to. Returns the
// capacity.
double MeasureOverload(const std::string& name, Arrivals& arrivals,
                       const ServiceProcess& service) {
  const absl::Duration duration =
      DurationFrom("ROLLCALL_OVERLOAD_SECONDS", absl::Seconds(10));
  arrivals.RunClosedLoop(kOutstanding, kWarmUp);
  const ArrivalResults before =
      arrivals.RunClosedLoop(kOutstanding, kCapacityDuration);
  const double rate = kOverload * before.goodput;
  const int64_t idle = service.Memory();
  MemoryLog memory(service, duration);
  const ArrivalResults overload =
      arrivals.RunOpenLoop(rate, duration, kDeadline);
  const std::vector<int64_t> samples = memory.Finish();
  RequireOffered(overload, rate);
  const ArrivalResults after =
      arrivals.RunClosedLoop(kOutstanding, kCapacityDuration);
  PrintOverload(name, overload, before, after, duration);
  PrintMemory(name, idle, samples);
  return (before.goodput + after.goodput) / 2;
}

// What several runs at one rate have come to.
struct Runs {
  std::vector<absl::Duration> admitted;
  std::vector<double> goodputs;
  int64_t refused = 0;
  int64_t late = 0;

  void Add(ArrivalResults results) {
    admitted.insert(admitted.end(), results.admitted.begin(),
                    results.admitted.end());
    std::sort(admitted.begin(), admitted.end());
    goodputs.push_back(results.goodput);
    refused += static_cast<int64_t>(results.refused.size());
    late += results.late;
  }
  double Goodput() const {
    double sum = 0;
    for (const double goodput : goodputs) sum += goodput;
    return sum / static_cast<double>(goodputs.size());
  }
};

void PrintBeside(const std::string& name, double rate, const Runs& beside,
                 const Runs& alone, const nlohmann::ordered_json& work) {
  const double ours = MicrosAt(beside.admitted, 0.99);
  const double baseline = MicrosAt(alone.admitted, 0.99);
  nlohmann::ordered_json parameters = {
      {"baseline", "the same door alone"},
      {"offered", rate},
      {"goodput", beside.Goodput()},
      {"baseline_goodput", alone.Goodput()},
      {"p50", MicrosAt(beside.admitted, 0.5)},
      {"baseline_p50", MicrosAt(alone.admitted, 0.5)},
      {"max", MicrosAt(beside.admitted, 1)},
      {"baseline_max", MicrosAt(alone.admitted, 1)},
      {"refused", beside.refused},
      {"late", beside.late}};
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
    open_door(BoundByDatabase());
    Arrivals arrivals(checkin->address(), crowd);
    const double capacity = MeasureOverload("overload", arrivals, *checkin);
    MeasureNeighbours(population, arrivals, *reporting, *registration,
                      capacity / 2);
  }
  open_door(BoundByProcessor());
  Arrivals arrivals(checkin->address(), crowd);
  MeasureOverload("overload_of_processor", arrivals, *checkin);
}

}  // namespace rollcall::bench
