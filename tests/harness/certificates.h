#pragma once

#include <string>

#include "absl/time/time.h"

namespace rollcall::testing {

// A certificate and its key, in PEM.
struct KeyPair {
  std::string certificate;
  std::string key;
};

// Somebody who certifies others, with a throw-away key.
class Authority {
 public:
  Authority();

  // Its own certificate, in PEM.
  const std::string& certificate() const { return own_.certificate; }

  // Makes a key, and a certificate for `name` that ends after `validity`, for
  // callers and for who listens on 127.0.0.1, [::1], localhost or `address`.
  KeyPair Issue(const std::string& name,
                const std::string& address = "127.0.0.1",
                absl::Duration validity = absl::Hours(24)) const;

 private:
  KeyPair own_;
};

}  // namespace rollcall::testing
