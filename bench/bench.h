#pragma once

#include <functional>
#include <string>

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

// Calls `work` from `threads` threads at once until `duration` has passed, with
// the thread's number and the number of its call. Returns calls per second.
double RateOf(int threads, absl::Duration duration,
              const std::function<void(int thread, int call)>& work);

// Entries by CheckIn, StreamCheckIns and UploadScans, beside the best that
// pgbench makes of one transaction an entry on the same tables; latencies; and
// whether what was acknowledged outlives a kill -9 of PostgreSQL.
void BenchCheckIn();

// ImportRegistrations of a large file, beside COPY of the rows that it writes.
void BenchImport();

// ReportPresence and StreamPresence, beside the best that pgbench makes of one
// transaction an event on the same tables; and what an event costs more when a
// million intervals are stored.
void BenchPresence();

// GetSummary, beside a count of the same numbers from the facts.
void BenchReport();

}  // namespace rollcall::bench
