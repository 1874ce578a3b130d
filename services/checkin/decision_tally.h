#pragma once

#include <array>

#include "common/base/tally.h"
#include "common/metrics/page.h"
#include "services/checkin/decision.h"

namespace rollcall::checkin {

// How many decisions of each kind an instance has made. Thread-safe.
class DecisionTally {
 public:
  // Takes an answer that is committed.
  void Add(const Answer& answer);

  void AddTo(metrics::Page& page) const;

 private:
  // By the kind of the session.
  using ByKind = std::array<Counter, registration::v1::Session::Kind_ARRAYSIZE>;
  // By the first reason; those without one have that of the value 0.
  using ByReason = std::array<ByKind, v1::Decision::Reason_ARRAYSIZE>;

  std::array<ByReason, v1::Decision::Outcome_ARRAYSIZE> decisions_;
  // Of these, those that were forced, and those that devices had made alone.
  Counter forced_;
  Counter offline_;
  // Answers to scans that were decided before.
  Counter replays_;
};

}  // namespace rollcall::checkin
