#pragma once

#include <sodium.h>
#include <string>

#include "absl/strings/string_view.h"

namespace rollcall {

// Returns the 32 bytes of SHA-256 (FIPS 180-4) over `data`.
std::string Sha256(absl::string_view data);

// SHA-256 over data that comes in parts.
class Sha256Stream {
 public:
  Sha256Stream();

  void Add(absl::string_view part);
  // Returns the 32 bytes for all parts so far. Once, at the end.
  std::string Finish();

 private:
  crypto_hash_sha256_state state_;
};

// Reports whether two strings are equal, in a time that depends on their
// lengths only.
bool EqualInConstantTime(absl::string_view a, absl::string_view b);

}  // namespace rollcall
