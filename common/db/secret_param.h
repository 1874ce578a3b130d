#pragma once

#include <string>

#include "common/base/hash.h"
#include "common/db/param.h"

namespace rollcall::db {

// What is kept of a code or a token, which nobody else is to learn: SHA-256.
inline Param SecretParam(const std::string& secret) {
  return ByteaParam(Sha256(secret));
}

}  // namespace rollcall::db
