#pragma once

#include <atomic>
#include <cstdint>

#include "absl/time/time.h"

#include "common/base/tally.h"
#include "common/metrics/page.h"
#include "services/reporting/audit.h"

namespace rollcall::reporting {

// What the audits of rollups have found that an instance has made. Thread-safe.
class AuditTally {
 public:
  // Takes an audit that was made at `now`.
  void Add(const Audit& audit, absl::Time now);

  void AddTo(metrics::Page& page) const;

 private:
  Counter equal_;
  Counter different_;
  Counter repaired_;
  // Of the last one; nothing before.
  std::atomic<int64_t> seconds_ = 0;
  std::atomic<int64_t> differences_ = 0;
};

}  // namespace rollcall::reporting
