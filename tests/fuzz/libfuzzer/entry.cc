// What libFuzzer calls: ROLLCALL_FUZZ_TARGET of target.h.

#include <cstdint>

#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  rollcall::fuzz::ROLLCALL_FUZZ_TARGET(
      {reinterpret_cast<const char*>(data), size});
  return 0;
}
