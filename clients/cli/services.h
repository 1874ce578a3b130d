#pragma once

#include <string>
#include <vector>

#include "google/protobuf/descriptor.h"

#include "clients/api/server.h"

namespace rollcall::cli {

// A service of the API, with the field of client::Server that says where it is.
struct Service {
  const google::protobuf::ServiceDescriptor* descriptor;
  std::string client::Server::*address;
};

// Every service. No two of them have a method of the same name.
std::vector<Service> AllServices();

// Where the service of `method` is.
const std::string& AddressOf(const client::Server& server,
                             const google::protobuf::MethodDescriptor& method);

}  // namespace rollcall::cli
