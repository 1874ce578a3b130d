#pragma once

#include "common/base/tally.h"

namespace rollcall {

// What the lanes of one kind of calls have done so far.
struct LaneTally {
  // Calls that were not taken, and those that were and whose deadline passed
  // before they were handled.
  Counter turned_away;
  Counter expired;
  // From when a call came to when it was answered, for those handled.
  DurationHistogram call_time;
  // Of batches: their weight, and how long they took.
  SizeHistogram batch_weight;
  DurationHistogram batch_time;
};

}  // namespace rollcall
