#pragma once

#include <istream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "clients/api/server.h"
#include "clients/cli/terminal.h"

namespace rollcall::cli {

// A call that the command line asks for.
struct Invocation {
  const google::protobuf::MethodDescriptor* method = nullptr;
  std::unique_ptr<google::protobuf::Message> request;
};

// Finds the unary method `method`, `package.Service/Method`, and reads its
// request from JSON (`-` reads that from `in`). The error is for people to
// read.
absl::StatusOr<Invocation> ParseInvocation(const std::string& method,
                                           const std::string& request,
                                           std::istream& in);

// Makes the call and writes its response in JSON.
absl::Status Invoke(const client::Server& server, const Invocation& invocation,
                    const Terminal& terminal);

}  // namespace rollcall::cli
