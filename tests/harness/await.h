#pragma once

#include <stdexcept>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace rollcall::testing {

// Looks again and again until `condition` holds. Throws `what`, which is wrong,
// when it does not for as long as `patience`.
template <typename Condition>
void Await(const char* what, const Condition& condition,
           absl::Duration patience = absl::Minutes(1)) {
  const absl::Time deadline = absl::Now() + patience;
  while (!condition()) {
    if (absl::Now() > deadline) throw std::runtime_error(what);
    absl::SleepFor(absl::Milliseconds(10));
  }
}

}  // namespace rollcall::testing
