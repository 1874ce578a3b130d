#pragma once

#include <array>
#include <vector>

#include "common/base/tally.h"
#include "common/metrics/page.h"
#include "services/checkin/derivation.h"
#include "services/checkin/presence.h"

namespace rollcall::checkin {

// What became of online presence in an instance. Thread-safe.
class PresenceTally {
 public:
  // Both take what is committed.
  void Add(const std::vector<PresenceResult>& results);
  void Add(const EndCounts& intervals);

  void AddTo(metrics::Page& page) const;

 private:
  std::array<Counter, v1::ReportPresenceResponse::Result::Outcome_ARRAYSIZE>
      events_;
  std::array<Counter, v1::PresenceInterval::EndSource_ARRAYSIZE> intervals_;
};

}  // namespace rollcall::checkin
