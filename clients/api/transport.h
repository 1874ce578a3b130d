#pragma once

#include <string>

#include "absl/status/status.h"

#include "clients/api/server.h"

namespace rollcall::client {

// How the services are reached, as the flags of a program say it. Files are in
// PEM.
struct TransportOptions {
  // Whom the services' certificates lead to. Empty means plaintext.
  std::string ca_path = {};
  // What the caller shows to services that ask for a certificate. Both or none.
  std::string certificate_path = {};
  std::string key_path = {};
  // Plaintext may leave the machine, and the token with it.
  bool insecure_plaintext = false;
};

// Sets the credentials of `server`. Fails, naming the flag, when an address is
// not on loopback and plaintext may not go there, when flags are missing, and
// when a file cannot be used.
absl::Status Secure(const TransportOptions& options, Server& server);

}  // namespace rollcall::client
