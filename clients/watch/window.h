#pragma once

#include "absl/time/time.h"

#include "clients/watch/live_view.h"

namespace rollcall::watch {

// Of what time arrivals are shown.
struct Window {
  // Whole minutes.
  absl::Time start;
  absl::Time end;
  absl::Duration stretch;
  // Its last stretch is the one that goes on.
  bool reaches_now = true;
};

// The last three hours minute by minute, from before the start of `view` to an
// hour after its end; later, all of it in stretches that are as many as fit a
// terminal of 80 columns.
Window WindowOf(const LiveView& view, absl::Time now);

}  // namespace rollcall::watch
