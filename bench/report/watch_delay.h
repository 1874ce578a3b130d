#pragma once

#include <string>

#include "bench/report/scene.h"

namespace rollcall::bench {

// Prints how long after the acknowledgement of an entry a watcher of the
// summary at `reporting` was told of it, while other people come to the door.
void MeasureWatchDelay(Scene& scene, const std::string& reporting);

}  // namespace rollcall::bench
