#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "clients/api/server.h"

namespace rollcall::client {

// Calls a unary method, known by its descriptor only, of the service at
// `address`. The status is for people to read, as Explain makes it.
absl::Status CallUnary(const Server& server, const std::string& address,
                       const google::protobuf::MethodDescriptor& method,
                       const google::protobuf::Message& request,
                       google::protobuf::Message& response,
                       absl::Duration deadline = absl::Seconds(30));

// Makes an empty message of a type of this program.
std::unique_ptr<google::protobuf::Message> NewMessage(
    const google::protobuf::Descriptor& type);

// Renders `message` as one document in JSON with the names of the API, on lines
// that end with a line feed.
std::string ToJson(const google::protobuf::Message& message);

// As ToJson, on one line.
std::string ToJsonLine(const google::protobuf::Message& message);

}  // namespace rollcall::client
