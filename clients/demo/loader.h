#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"

#include "clients/api/server.h"
#include "clients/demo/population.h"

namespace rollcall::demo {

// The demo event.
inline constexpr char kEvent[] = "events/forum-2022";

// Hears how far the loading is: what is being loaded, how many of how many.
using Progress =
    std::function<void(const std::string& what, int done, int total)>;

// Loads the demo forum through the public API: the event and its agenda from
// deploy/demo, then `population` as registrations, scans at the door and online
// presence. Every write carries an id that follows from `options`, so that a
// repeated or interrupted load ends with the same data.
absl::Status Load(const client::Server& server,
                  const PopulationOptions& options, const Progress& progress);

}  // namespace rollcall::demo
