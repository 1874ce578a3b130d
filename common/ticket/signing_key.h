#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace rollcall::ticket {

// Sizes of Ed25519 (RFC 8032, section 5.1) in bytes.
inline constexpr size_t kSeedBytes = 32;
inline constexpr size_t kPublicKeyBytes = 32;
inline constexpr size_t kSignatureBytes = 64;

// A key pair of Ed25519 under a number.
class SigningKey {
 public:
  // `seed`, the private key of RFC 8032, has 32 bytes.
  SigningKey(int id, const std::string& seed);

  int id() const { return id_; }
  const std::string& public_key() const { return public_key_; }
  // The signature of `message`. Thread-safe.
  std::string Sign(absl::string_view message) const;

 private:
  int id_;
  std::string public_key_;
  // As libsodium keeps it: the seed and the public key.
  std::string secret_key_;
};

// Reports whether `signature` is that of `message` by the holder of
// `public_key`; false also for sizes that are wrong.
bool Verify(absl::string_view message, absl::string_view signature,
            absl::string_view public_key);

}  // namespace rollcall::ticket
