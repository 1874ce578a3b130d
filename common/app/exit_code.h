#pragma once

#include "absl/status/status.h"

namespace rollcall::app {

// Logs why a program refuses to start, with the reason, and returns its exit
// code (sysexits.h): 64 for INVALID_FLAG, 69 for DATABASE_UNAVAILABLE, 78 for
// what the operator has to mend elsewhere.
int RefuseToStart(const absl::Status& status);

}  // namespace rollcall::app
