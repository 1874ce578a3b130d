#include "bench/bench.h"

#include <atomic>
#include <iostream>
#include <thread>
#include <vector>

#include "absl/time/clock.h"

namespace rollcall::bench {

void Print(const Measurement& measurement) {
  const nlohmann::ordered_json line = {{"name", measurement.name},
                                       {"ours", measurement.ours},
                                       {"baseline", measurement.baseline},
                                       {"ratio", measurement.ratio},
                                       {"unit", measurement.unit},
                                       {"parameters", measurement.parameters}};
  std::cout << line.dump() << std::endl;
}

absl::Duration Quantile(const std::vector<absl::Duration>& sorted, double p) {
  return sorted[static_cast<size_t>(p *
                                    static_cast<double>(sorted.size() - 1))];
}

double Micros(absl::Duration duration) {
  return absl::ToDoubleMicroseconds(duration);
}

double RateOf(int threads, absl::Duration duration,
              const std::function<void(int, int)>& work) {
  std::atomic<int> calls = 0;
  const absl::Time begin = absl::Now();
  const absl::Time end = begin + duration;
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) {
    workers.emplace_back([&, i] {
      for (int call = 0; absl::Now() < end; ++call) {
        work(i, call);
        ++calls;
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  return calls / absl::ToDoubleSeconds(absl::Now() - begin);
}

}  // namespace rollcall::bench
