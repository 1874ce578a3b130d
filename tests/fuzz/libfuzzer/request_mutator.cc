// How libFuzzer changes a request: by its fields, since hardly any other bytes
// are a request.

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "tests/fuzz/request_mutation.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace {

// libFuzzer's own changes, which learn from comparisons.
std::string MutateBytes(std::string text, std::mt19937&) {
  const size_t size = text.size();
  text.resize(size + 64);
  text.resize(LLVMFuzzerMutate(reinterpret_cast<uint8_t*>(text.data()), size,
                               text.size()));
  return text;
}

}  // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size,
                                          size_t max_size, unsigned int seed) {
  std::mt19937 random(seed);
  const std::string mutated = rollcall::fuzz::MutateRequest(
      {reinterpret_cast<const char*>(data), size}, MutateBytes, random);
  if (mutated.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::memcpy(data, mutated.data(), mutated.size());
  return mutated.size();
}
