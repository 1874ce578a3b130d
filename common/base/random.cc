#include "common/base/random.h"

#include <cstdlib>
#include <sodium.h>

namespace rollcall {

std::string RandomBytes(size_t size) {
  // Returns at once after the first call, from any thread.
  if (sodium_init() < 0) std::abort();
  std::string bytes(size, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace rollcall
