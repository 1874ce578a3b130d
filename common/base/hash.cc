#include "common/base/hash.h"

namespace rollcall {

std::string Sha256(absl::string_view data) {
  Sha256Stream stream;
  stream.Add(data);
  return stream.Finish();
}

Sha256Stream::Sha256Stream() { crypto_hash_sha256_init(&state_); }

void Sha256Stream::Add(absl::string_view part) {
  crypto_hash_sha256_update(&state_,
                            reinterpret_cast<const unsigned char*>(part.data()),
                            part.size());
}

std::string Sha256Stream::Finish() {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256_final(&state_,
                           reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

bool EqualInConstantTime(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() &&
         sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace rollcall
