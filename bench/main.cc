#include <CLI/CLI.hpp>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>

#include "bench/bench.h"
#include "common/base/log.h"

int main(int argc, char** argv) {
  const std::map<std::string, void (*)()> benchmarks = {
      {"checkin", rollcall::bench::BenchCheckIn},
      {"import", rollcall::bench::BenchImport},
      {"presence", rollcall::bench::BenchPresence},
      {"report", rollcall::bench::BenchReport}};
  std::vector<std::string> names;
  for (const auto& [name, run] : benchmarks) names.push_back(name);

  CLI::App app("Measures Rollcall beside baselines of the same run.");
  std::string database_url;
  std::vector<std::string> wanted;
  app.add_option("--database-url", database_url,
                 "a migrated database of a server that nobody else uses: the "
                 "bench of check-ins kills it and starts it again")
      ->required();
  app.add_option("name", wanted, "which; all by default")
      ->check(CLI::IsMember(names));
  CLI11_PARSE(app, argc, argv);

  // What the instances of the tests connect to.
  setenv("ROLLCALL_TEST_DATABASE_URL", database_url.c_str(), 1);
  rollcall::SetMinimumSeverity(rollcall::Severity::kError);
  try {
    for (const std::string& name : wanted.empty() ? names : wanted) {
      benchmarks.at(name)();
    }
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << "\n";
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
