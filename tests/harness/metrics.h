#pragma once

#include <map>
#include <string>

#include "common/metrics/endpoint.h"

namespace rollcall::testing {

// The values of samples by their names with their labels, as they are told:
// `rollcall_pool_connections_max{pool="main"}`.
using Samples = std::map<std::string, double>;

// What the endpoint at `address`, host:port, tells. Throws when it tells
// nothing, or something twice.
Samples SamplesAt(const std::string& address);

// What `collect` would have an endpoint tell, likewise.
Samples SamplesOf(const metrics::Endpoint::Collect& collect);

}  // namespace rollcall::testing
