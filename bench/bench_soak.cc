#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"

#include "bench/bench.h"
#include "bench/load/arrivals.h"
#include "bench/load/broadcast.h"
#include "bench/load/crowd.h"
#include "bench/load/every.h"
#include "bench/load/neighbours.h"
#include "bench/load/processors.h"
#include "bench/load/relations.h"
#include "bench/population.h"
#include "bench/report/watchers.h"
#include "tests/harness/program.h"
#include "tests/harness/sql.h"

namespace rollcall::bench {
namespace {

using testing::ServiceProcess;

// So many that in an hour nobody comes more often than people do: what a scan
// costs grows with those of the same person before it.
constexpr int64_t kPeople = 1500000;
constexpr int kOutstanding = 256;
constexpr absl::Duration kCapacityDuration = absl::Seconds(5);
// Of the capacity, unless ROLLCALL_SOAK_SHARE says otherwise.
constexpr double kShare = 0.5;
constexpr absl::Duration kDeadline = absl::Seconds(10);
constexpr int kQuarters = 4;
constexpr absl::Duration kReportPeriod = absl::Seconds(1);
constexpr absl::Duration kImportPeriod = absl::Seconds(30);
constexpr int kRowsOfImport = 2000;
constexpr absl::Duration kLogPeriod = absl::Seconds(1);
// A relation of less is a few pages that come and go.
constexpr int64_t kSmallRelation = 1 << 20;

// Open as long as the soak may last.
constexpr char kPanel[] = R"sql(
INSERT INTO rollcall.agenda_session
       (event_id, session_id, kind, title, description, start_time, end_time, room,
        request_id, request_hash)
VALUES ('$event', 'panel', 'PANEL', 'Bench', '', now() - interval '1 hour',
        now() + interval '2 days', '', gen_random_uuid(), '')
)sql";

// The services, by name.
using Services = std::map<std::string, std::optional<ServiceProcess>>;

// What stands at one time of the run.
struct Sample {
  struct Process {
    int64_t memory = 0;
    int64_t files = 0;
  };

  explicit Sample(const Services& services) : relations(ListRelations()) {
    for (const auto& [name, service] : services) {
      processes[name] = {service->Memory(), service->OpenFileCount()};
    }
  }

  std::map<std::string, Process> processes;
  std::map<std::string, RelationSize> relations;
};

// Prints the last of `values` beside the second, the one after a quarter, when
// what fills up once is full.
void PrintGrowth(const std::string& name, const std::vector<double>& values,
                 const char* unit, nlohmann::ordered_json parameters = {}) {
  parameters["baseline"] = "after a quarter of the time";
  parameters["at_quarters"] = values;
  Print({name, values.back(), values[1],
         values[1] / std::max(values.back(), 1e-9), unit,
         std::move(parameters)});
}

void PrintProcesses(const std::vector<Sample>& samples) {
  for (const auto& [name, unused] : samples.back().processes) {
    std::vector<double> memory;
    std::vector<double> files;
    for (const Sample& sample : samples) {
      const Sample::Process& process = sample.processes.at(name);
      memory.push_back(Mebibytes(process.memory));
      files.push_back(static_cast<double>(process.files));
    }
    PrintGrowth("soak_memory_of_" + name, memory, "MiB");
    PrintGrowth("soak_files_of_" + name, files, "file descriptors");
  }
}

void PrintRelations(const std::vector<Sample>& samples) {
  for (const auto& [name, last] : samples.back().relations) {
    if (last.bytes < kSmallRelation) continue;
    std::vector<double> of_row;
    std::vector<int64_t> bytes;
    std::vector<int64_t> rows;
    std::vector<int64_t> dead_rows;
    for (const Sample& sample : samples) {
      const RelationSize& size = sample.relations.at(name);
      of_row.push_back(size.BytesOfRow());
      bytes.push_back(size.bytes);
      rows.push_back(size.rows);
      dead_rows.push_back(size.dead_rows);
    }
    PrintGrowth("soak_size_of_" + name, of_row, "bytes a row",
                {{"bytes", bytes}, {"rows", rows}, {"dead_rows", dead_rows}});
  }
}

void PrintDoor(const std::vector<ArrivalResults>& quarters, double rate,
               double capacity, const nlohmann::ordered_json& others) {
  int64_t refused = 0;
  int64_t late = 0;
  std::vector<double> goodput;
  for (const ArrivalResults& quarter : quarters) {
    refused += static_cast<int64_t>(quarter.refused.size());
    late += quarter.late;
    goodput.push_back(quarter.goodput);
  }
  const auto print = [&](const std::string& name, double p) {
    std::vector<double> latencies;
    for (const ArrivalResults& quarter : quarters) {
      latencies.push_back(
          quarter.admitted.empty() ? 0 : Micros(Quantile(quarter.admitted, p)));
    }
    Print({name,
           latencies.back(),
           latencies.front(),
           latencies.front() / std::max(latencies.back(), 1e-9),
           "us",
           {{"baseline", "in the first quarter of the time"},
            {"in_quarters", latencies},
            {"capacity", capacity},
            {"offered", rate},
            {"goodput_in_quarters", goodput},
            {"refused", refused},
            {"late", late},
            {"beside", others}}});
  };
  print("soak_door_p50", 0.5);
  print("soak_door_p99", 0.99);
}

// Everybody who is there besides the door, for as long as this lives.
class Others {
 public:
  Others(const Population& population, Services& services)
      : broadcast_(population, services["checkin"]->address()),
        watchers_(services["reporting"]->address(), population.name(), 1),
        reports_(services["reporting"]->address(), population.name(),
                 kReportPeriod),
        imports_(services["registration"]->address(), population.name(), 0,
                 kRowsOfImport, kImportPeriod),
        // Days of them fill a disk.
        logs_(kLogPeriod, [&services] {
          for (auto& [unused, service] : services) service->ForgetLog();
        }) {}

  nlohmann::ordered_json Parameters() const {
    return {{"presence_events", broadcast_.events()},
            {"reports", reports_.count()},
            {"imported", imports_.count()}};
  }

 private:
  Broadcast broadcast_;
  Watchers watchers_;
  Reports reports_;
  Imports imports_;
  Every logs_;
};

}  // namespace

void BenchSoak() {
  const absl::Duration duration =
      DurationFrom("ROLLCALL_SOAK_SECONDS", absl::Seconds(60));
  const Population population(kPeople);
  testing::ExecuteSql(
      absl::StrReplaceAll(kPanel, {{"$event", population.event()}}));
  const Processors processors;
  Services services;
  processors.Start([&] {
    for (const char* name : {"checkin", "registration", "reporting"}) {
      services[name].emplace(name);
    }
  });
  Crowd crowd(population);
  Arrivals arrivals(services["checkin"]->address(), crowd);
  arrivals.RunClosedLoop(kOutstanding, kCapacityDuration);
  const double capacity =
      arrivals.RunClosedLoop(kOutstanding, kCapacityDuration).goodput;
  const double rate = NumberFrom("ROLLCALL_SOAK_SHARE", kShare) * capacity;

  std::vector<Sample> samples;
  std::vector<ArrivalResults> quarters;
  nlohmann::ordered_json others_did;
  {
    const Others others(population, services);
    samples.emplace_back(services);
    for (int i = 0; i < kQuarters; ++i) {
      quarters.push_back(
          arrivals.RunOpenLoop(rate, duration / kQuarters, kDeadline));
      samples.emplace_back(services);
    }
    others_did = others.Parameters();
  }
  PrintDoor(quarters, rate, capacity, others_did);
  PrintProcesses(samples);
  PrintRelations(samples);
}

}  // namespace rollcall::bench
