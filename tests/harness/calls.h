#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace rollcall::testing {

// The token that the servers of tests accept.
inline constexpr char kToken[] = "test-token-0123456789abcdef-0123456789";

// A channel to the service at `address` with a connection of its own.
std::shared_ptr<grpc::Channel> ChannelTo(const std::string& address);

// A channel to whatever is there of the instances at `addresses`: calls go to
// one after the other.
std::shared_ptr<grpc::Channel> ChannelToAny(
    const std::vector<std::string>& addresses);

// A context with `token`, and a deadline that only a hang reaches.
std::unique_ptr<grpc::ClientContext> NewContext(
    const std::string& token = kToken);

// Calls a unary method of a stub with kToken:
//   Call(*stub, &Stub::GetEvent, request, &response)
template <typename Stub, typename Method, typename Request, typename Response>
grpc::Status Call(Stub& stub, Method method, const Request& request,
                  Response* response) {
  const auto context = NewContext();
  return (stub.*method)(context.get(), request, response);
}

// The reason in google.rpc.ErrorInfo; empty when there is none.
std::string ReasonOf(const grpc::Status& status);

// The metadata in google.rpc.ErrorInfo, likewise.
std::map<std::string, std::string> MetadataOf(const grpc::Status& status);

// The BadRequest among the details; empty when there is none.
google::rpc::BadRequest BadRequestOf(const grpc::Status& status);

}  // namespace rollcall::testing
