#include "common/ticket/code.h"

#include <cstdint>

#include "absl/strings/ascii.h"

#include "common/base/base32.h"

namespace rollcall::ticket {
namespace {

// The digits of kBase32Digits and five more, which only a check symbol can be.
constexpr absl::string_view kSymbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
constexpr size_t kCodeSize = 8;

char CheckSymbolOf(absl::string_view digits) {
  uint64_t number = 0;
  for (const char c : digits)
    number = number * kBase32Digits.size() + kSymbols.find(c);
  return kSymbols[number % kSymbols.size()];
}

bool IsSpacing(char c) { return c == '-' || c == ' '; }

// What a person may have meant by a symbol.
char Canonical(char c) {
  switch (const char upper = absl::ascii_toupper(c)) {
    case 'O':
      return '0';
    case 'I':
    case 'L':
      return '1';
    default:
      return upper;
  }
}

}  // namespace

std::string NewCode() {
  std::string code = RandomBase32(kCodeSize);
  code += CheckSymbolOf(code);
  return code;
}

std::optional<std::string> ParseCode(absl::string_view text) {
  std::string code;
  for (const char c : text) {
    if (!IsSpacing(c)) code += Canonical(c);
  }
  if (code.size() != kCodeSize + 1) return std::nullopt;
  const absl::string_view digits = absl::string_view(code).substr(0, kCodeSize);
  if (!IsBase32(digits) || code.back() != CheckSymbolOf(digits)) {
    return std::nullopt;
  }
  return code;
}

}  // namespace rollcall::ticket
