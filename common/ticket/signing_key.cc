#include "common/ticket/signing_key.h"

#include <cstdlib>
#include <sodium.h>

namespace rollcall::ticket {
namespace {

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// Returns at once after the first call, from any thread.
void StartSodium() {
  if (sodium_init() < 0) std::abort();
}

static_assert(kSeedBytes == crypto_sign_ed25519_SEEDBYTES);
static_assert(kPublicKeyBytes == crypto_sign_ed25519_PUBLICKEYBYTES);
static_assert(kSignatureBytes == crypto_sign_ed25519_BYTES);

}  // namespace

SigningKey::SigningKey(int id, const std::string& seed)
    : id_(id),
      public_key_(kPublicKeyBytes, '\0'),
      secret_key_(crypto_sign_ed25519_SECRETKEYBYTES, '\0') {
  StartSodium();
  crypto_sign_ed25519_seed_keypair(Bytes(public_key_), Bytes(secret_key_),
                                   Bytes(absl::string_view(seed)));
}

std::string SigningKey::Sign(absl::string_view message) const {
  std::string signature(kSignatureBytes, '\0');
  crypto_sign_ed25519_detached(Bytes(signature), nullptr, Bytes(message),
                               message.size(),
                               Bytes(absl::string_view(secret_key_)));
  return signature;
}

bool Verify(absl::string_view message, absl::string_view signature,
            absl::string_view public_key) {
  StartSodium();
  return signature.size() == kSignatureBytes &&
         public_key.size() == kPublicKeyBytes &&
         crypto_sign_ed25519_verify_detached(Bytes(signature), Bytes(message),
                                             message.size(),
                                             Bytes(public_key)) == 0;
}

}  // namespace rollcall::ticket
