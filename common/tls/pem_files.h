#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace rollcall::tls {

// What one side of a connection shows the other, both in PEM.
struct Identity {
  // Its own certificate first, then those that lead to a root.
  std::string certificate_chain;
  std::string private_key;
  // When its own certificate ends; long ago if nobody can read when.
  absl::Time expiry_time;
};

// Each fails with TLS_FILE_UNUSABLE, which names the file, when there is no
// such file, or it holds something else or only a part of it. Files are at most
// 1 MiB long.

// Reads a certificate chain and the key of its first certificate. Fails also
// when the two do not belong together, and when the key has a password or
// others than its owner may read it.
absl::StatusOr<Identity> LoadIdentity(const std::string& certificate_path,
                                      const std::string& key_path);

// Reads the certificates that somebody's certificate has to lead to; at least
// one.
absl::StatusOr<std::string> LoadRoots(const std::string& path);

}  // namespace rollcall::tls
