#include "bench/bench.h"

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
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

double Mebibytes(int64_t bytes) {
  return static_cast<double>(bytes) / (1 << 20);
}

double RateSince(absl::Time begin, int64_t count) {
  return static_cast<double>(count) /
         absl::ToDoubleSeconds(absl::Now() - begin);
}

double NumberFrom(const char* name, double otherwise) {
  const char* text = std::getenv(name);
  if (text == nullptr) return otherwise;
  double number = 0;
  if (!absl::SimpleAtod(text, &number) || !(number > 0)) {
    throw std::runtime_error(std::string(name) +
                             " must be a number, more than 0");
  }
  return number;
}

absl::Duration DurationFrom(const char* name, absl::Duration otherwise) {
  return absl::Seconds(NumberFrom(name, absl::ToDoubleSeconds(otherwise)));
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
