#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace rollcall::client {

// Whether asking again, perhaps later, can help after `status`: the call itself
// was not what is wrong.
bool MayPass(const absl::Status& status);

// Counts the tries of a call that may be repeated, and waits between them.
class Retry {
 public:
  // Reports whether to try again after `status`: UNAVAILABLE, and less than
  // five failures in a row. Waits before it returns true: 0.1 s, then three
  // times as long each time, at most 2 s.
  bool Again(const absl::Status& status);

  // Forgets the failures so far: there was progress.
  void Reset() { *this = Retry(); }

 private:
  int failures_ = 0;
  // Before the next try.
  absl::Duration wait_ = absl::Milliseconds(100);
};

}  // namespace rollcall::client
