#pragma once

#include <memory>
#include <string>

#include "grpcpp/channel.h"

namespace rollcall::testing {

// What grpc.health.v1 says.
enum class Health { kUnknownService = 0, kServing = 1, kNotServing = 2 };

// Asks about `service`, its full name, or with an empty one about the server.
// Throws when there is no answer.
Health HealthOf(const std::shared_ptr<grpc::Channel>& channel,
                const std::string& service);

}  // namespace rollcall::testing
