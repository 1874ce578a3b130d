#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/attendance/rollup.h"
#include "services/reporting/report.h"

namespace rollcall::reporting {

// A sum that is not what a recount says; see v1::RollupDifference.
struct RollupDifference {
  std::string sum;
  std::string number;
  int64_t recorded = 0;
  int64_t recounted = 0;
};

// What an audit has found; see v1::AuditRollupsResponse.
struct Audit {
  int64_t people = 0;
  int64_t sums = 0;
  int64_t differences = 0;
  // The first ones.
  std::vector<RollupDifference> first_differences;
  // Ids of registrations that are not counted as their presence says.
  std::vector<std::string> miscounted;
  int64_t mislaid = 0;
  bool repaired = false;
  DataState state;

  bool NeedsRepair() const { return differences > 0 || !miscounted.empty(); }
};

// Compares sums, and writes what it finds to `audit`: at most `limit` of the
// differences themselves.
void CompareSums(const attendance::RollupSums& recorded,
                 const attendance::RollupSums& recounted, size_t limit,
                 Audit& audit);

}  // namespace rollcall::reporting
