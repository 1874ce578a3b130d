#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "clients/api/server.h"

namespace rollcall::client {

// Calls a method that streams its answers, known by its descriptor only, of the
// service at `address`, without a deadline, and calls `take` with each of them
// until it returns false or the stream ends. The status is for people to read,
// as Explain makes it; OK after false.
absl::Status CallStream(
    const Server& server, const std::string& address,
    const google::protobuf::MethodDescriptor& method,
    const google::protobuf::Message& request,
    const std::function<bool(const google::protobuf::Message& response)>& take);

}  // namespace rollcall::client
