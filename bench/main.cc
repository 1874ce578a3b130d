#include <CLI/CLI.hpp>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>

#include "absl/synchronization/mutex.h"

#include "bench/bench.h"
#include "common/base/log.h"

int main(int argc, char** argv) {
  // As the services: what makes the load takes as little as it can.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const std::map<std::string, void (*)()> benchmarks = {
      {"checkin", rollcall::bench::BenchCheckIn},
      {"footprint", rollcall::bench::BenchFootprint},
      {"import", rollcall::bench::BenchImport},
      {"overload", rollcall::bench::BenchOverload},
      {"presence", rollcall::bench::BenchPresence},
      {"report", rollcall::bench::BenchReport},
      {"soak", rollcall::bench::BenchSoak}};
  std::vector<std::string> names;
  std::vector<std::string> by_default;
  for (const auto& [name, run] : benchmarks) {
    names.push_back(name);
    if (name != "soak") by_default.push_back(name);
  }

  CLI::App app("Measures Rollcall beside baselines of the same run.");
  std::string database_url;
  std::vector<std::string> wanted;
  app.add_option("--database-url", database_url,
                 "a migrated database of a server that nobody else uses: the "
                 "bench of check-ins kills it and starts it again")
      ->required();
  app.add_option("name", wanted, "which; all but soak by default")
      ->check(CLI::IsMember(names));
  CLI11_PARSE(app, argc, argv);

  // What the instances of the tests connect to.
  setenv("ROLLCALL_TEST_DATABASE_URL", database_url.c_str(), 1);
  rollcall::SetMinimumSeverity(rollcall::Severity::kError);
  try {
    for (const std::string& name : wanted.empty() ? by_default : wanted) {
      benchmarks.at(name)();
    }
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << "\n";
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
