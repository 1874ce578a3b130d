#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "nlohmann/json.hpp"

namespace rollcall::bench {

// One measurement beside its baseline of the same run. `ratio` is ours to the
// baseline, in the direction in which more is better.
struct Measurement {
  std::string name;
  double ours = 0;
  double baseline = 0;
  double ratio = 0;
  std::string unit;
  nlohmann::ordered_json parameters;
};

// Writes a measurement as one line of JSON to standard output.
void Print(const Measurement& measurement);

// The p-th part of `sorted`, which has latencies in ascending order.
absl::Duration Quantile(const std::vector<absl::Duration>& sorted, double p);

double Micros(absl::Duration duration);

double Mebibytes(int64_t bytes);

// How many of `count` there were in a second since `begin`.
double RateSince(absl::Time begin, int64_t count);

// The environment variable `name`, a number more than 0, or `otherwise` when it
// is not set. Throws when it is anything else.
double NumberFrom(const char* name, double otherwise);
// The same, in seconds.
absl::Duration DurationFrom(const char* name, absl::Duration otherwise);

// Calls `work` from `threads` threads at once until `duration` has passed, with
// the thread's number and the number of its call. Returns calls per second.
double RateOf(int threads, absl::Duration duration,
              const std::function<void(int thread, int call)>& work);

// Entries by CheckIn, StreamCheckIns and UploadScans, beside the best that
// pgbench makes of one transaction an entry on the same tables; latencies; and
// whether what was acknowledged outlives a kill -9 of PostgreSQL.
void BenchCheckIn();

// What an instance of each service takes: from its start to its first answer,
// while nobody calls, and on a disk.
void BenchFootprint();

// ImportRegistrations of a large file, beside COPY of the rows that it writes.
void BenchImport();

// The door at twice its capacity, beside what it does at its capacity; then at
// half of it, alone and beside reports and imports.
void BenchOverload();

// ReportPresence and StreamPresence, beside the best that pgbench makes of one
// transaction an event on the same tables; and what an event costs more when a
// million intervals are stored.
void BenchPresence();

// The latencies of reports on an event of 10,000 and on one of 1,000,000
// registrations, alone and while people come to the doors, beside counts of the
// same numbers from the facts; how soon a watcher is told of an entry; and what
// a thousand watchers cost the service beside one.
void BenchReport();

// Mixed load for long, and how memory, open files and the database grow. Not
// one of those that run by default.
void BenchSoak();

}  // namespace rollcall::bench
