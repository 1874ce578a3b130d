#pragma once

#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace rollcall::access {

// Every method of every service.
std::vector<const google::protobuf::MethodDescriptor*> Methods();

// As `RegistrationService.GetEvent`.
std::string NameOf(const google::protobuf::MethodDescriptor& method);

// Calls `method`, of any kind, with the one message `request`, and reads all
// answers. A watch ends when `context` does; the status of an answered stream
// is OK, or the error in its first answer's field `error`, if it has one.
grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel,
                     const google::protobuf::MethodDescriptor& method,
                     const google::protobuf::Message& request,
                     std::unique_ptr<grpc::ClientContext> context);

// A new empty request of `method`.
std::unique_ptr<google::protobuf::Message> NewRequest(
    const google::protobuf::MethodDescriptor& method);

// Sets the text field at `path`, as `scans.check_in.session`, and whatever is
// on the way; of a repeated field one element.
void SetText(google::protobuf::Message& request, const std::string& path,
             const std::string& value);

}  // namespace rollcall::access
