#pragma once

#include "bench/report/scene.h"

namespace rollcall::bench {

// Prints how long GetSummary, GetBreakdown and GetTimeline take on each of the
// two events, alone, when the service has what it counted last, and while
// people come to the door, when it counts anew for each call; beside a count of
// the same from the facts. And how much longer they take on the one of many.
// Throws when a report differs from the facts. The first to let people in.
void MeasureReports(Scene& few, Scene& many);

}  // namespace rollcall::bench
