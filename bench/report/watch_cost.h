#pragma once

#include "bench/report/scene.h"
#include "tests/harness/program.h"

namespace rollcall::bench {

// Prints how long `reporting`, and the database for it, compute to tell a
// thousand watchers of one event of some changes, while people come to its
// door, beside one watcher.
void MeasureWatchCost(Scene& scene, const testing::ServiceProcess& reporting);

}  // namespace rollcall::bench
