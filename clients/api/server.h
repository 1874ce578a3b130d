#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/status.h"

namespace rollcall::client {

// Where the services are and who calls them.
struct Server {
  // host:port of each service.
  std::string registration = "127.0.0.1:8401";
  std::string checkin = "127.0.0.1:8402";
  std::string reporting = "127.0.0.1:8403";
  // Sent as a bearer token.
  std::string token;
  // Of the channels. Null means plaintext.
  std::shared_ptr<grpc::ChannelCredentials> credentials;
};

// Reads a token from a file. Fails with an error that names the file.
absl::StatusOr<std::string> ReadToken(const std::string& path);

// The service config that all clients are told to use, in JSON: calls are
// repeated with backoff while the service is UNAVAILABLE. Every write of the
// API carries an id that makes this safe.
std::string ServiceConfig();

// Opens a channel to `address`, one of those of `server`, with ServiceConfig.
std::shared_ptr<grpc::Channel> OpenChannel(const Server& server,
                                           const std::string& address);

// Opens a channel for streams: their calls are not repeated, since who makes
// them knows where to go on.
std::shared_ptr<grpc::Channel> OpenStreamChannel(const Server& server,
                                                 const std::string& address);

// Opens a channel for a device at a door: as OpenStreamChannel, and a service
// that went away is noticed, and found again, within seconds.
std::shared_ptr<grpc::Channel> OpenDoorChannel(const Server& server,
                                               const std::string& address);

// Prepares `context` for a call: the token, and how long it may take, for ever
// included. It does not wait for a service that nobody listens for, beyond the
// tries of the channel.
void Prepare(const Server& server, grpc::ClientContext& context,
             absl::Duration deadline = absl::Seconds(30));

// Turns the outcome of a call into a status whose message has the reason and
// every field violation, for people to read.
absl::Status Explain(const grpc::Status& status);
// As above, for a status inside of an answer.
absl::Status Explain(const google::rpc::Status& status);

// The reason in the status; empty when there is none.
std::string ReasonOf(const grpc::Status& status);

}  // namespace rollcall::client
