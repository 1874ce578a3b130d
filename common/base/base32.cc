#include "common/base/base32.h"

#include "common/base/random.h"

namespace rollcall {

std::string RandomBase32(size_t size) {
  std::string digits = RandomBytes(size);
  // 256 is a multiple of 32, so that every digit is equally likely.
  for (char& c : digits) {
    c = kBase32Digits[static_cast<unsigned char>(c) % kBase32Digits.size()];
  }
  return digits;
}

bool IsBase32(absl::string_view text) {
  return text.find_first_not_of(kBase32Digits) == absl::string_view::npos;
}

}  // namespace rollcall
