#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "clients/watch/live_view.h"

namespace rollcall::watch {

// A chart of Unicode's block elements, one column for each of `counts` and
// `height` lines from the top: the highest is as high as there is room, and
// none that is not 0 is empty.
std::vector<std::string> Sparkline(const std::vector<int64_t>& counts,
                                   size_t height);

// The line below the chart of `arrivals`: times of `zone` that begin below
// their column, as `09:00`, or `3 Sep` for stretches of a day.
std::string TimeAxis(const std::vector<Arrivals>& arrivals,
                     absl::Duration stretch, absl::TimeZone zone);

}  // namespace rollcall::watch
